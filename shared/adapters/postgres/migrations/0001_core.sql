-- The five entities of the specification, with their tenant; outbox, inbox, idempotency keys and API keys.

CREATE TABLE tenants (
    id         text PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 63),
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TYPE turn_role AS ENUM ('user', 'agent');
CREATE TYPE workflow_status AS ENUM ('pending', 'in_progress', 'completed', 'failed', 'compensated');
CREATE TYPE agent_event_type AS ENUM ('started', 'progress', 'completed', 'failed');

CREATE TABLE context_bundles (
    id                  uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id           text NOT NULL REFERENCES tenants (id),
    session_id          uuid NOT NULL UNIQUE,
    user_id             text NOT NULL,
    short_memory        jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(short_memory) = 'array'),
    long_memory_summary jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(long_memory_summary) = 'object'),
    turn_count          integer NOT NULL DEFAULT 0 CHECK (turn_count >= 0),
    version             integer NOT NULL DEFAULT 1,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    last_accessed_at    timestamptz,
    expires_at          timestamptz
);
-- GET /api/sessions: a user's conversations, latest first
CREATE INDEX context_bundles_by_user ON context_bundles (tenant_id, user_id, updated_at DESC, id);

CREATE TABLE context_turns (
    id             uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id      text NOT NULL,
    session_id     uuid NOT NULL,
    bundle_id      uuid NOT NULL REFERENCES context_bundles (id) ON DELETE CASCADE,
    position       integer NOT NULL,
    role           turn_role NOT NULL,
    text           text NOT NULL,
    turn_id        text,
    correlation_id uuid,
    metadata       jsonb,
    timestamp      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (bundle_id, position)
);
-- GET /api/requests/{correlationId}
CREATE UNIQUE INDEX context_turns_request ON context_turns (tenant_id, correlation_id) WHERE role = 'user';

CREATE TABLE agent_workflows (
    id             uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id      text NOT NULL,
    session_id     uuid NOT NULL,
    correlation_id uuid NOT NULL,
    workflow_type  text NOT NULL,
    steps          jsonb NOT NULL CHECK (jsonb_typeof(steps) = 'array'),
    status         workflow_status NOT NULL DEFAULT 'pending',
    result         jsonb,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    completed_at   timestamptz
);
CREATE INDEX agent_workflows_by_correlation ON agent_workflows (tenant_id, correlation_id);

CREATE TABLE agent_events (
    id             uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    sequence       bigint GENERATED ALWAYS AS IDENTITY,
    tenant_id      text NOT NULL,
    session_id     uuid NOT NULL,
    correlation_id uuid NOT NULL,
    agent          text NOT NULL,
    event_type     agent_event_type NOT NULL,
    payload        jsonb NOT NULL,
    metadata       jsonb,
    timestamp      timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX agent_events_by_correlation ON agent_events (tenant_id, correlation_id, sequence);

CREATE TABLE generated_artifacts (
    id             uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id      text NOT NULL,
    user_id        text NOT NULL,
    session_id     uuid NOT NULL,
    correlation_id uuid NOT NULL,
    agent          text NOT NULL,
    type           text NOT NULL,
    storage_ref    text NOT NULL,
    metadata       jsonb,
    created_at     timestamptz NOT NULL DEFAULT now(),
    expires_at     timestamptz
);
CREATE INDEX generated_artifacts_by_correlation ON generated_artifacts (tenant_id, correlation_id, created_at);

-- What is to be sent after a commit. Rows of one key leave in the order of their ids; a row is deleted once sent.
CREATE TABLE outbox (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key          text NOT NULL,
    kind         text NOT NULL,
    message_id   text NOT NULL,
    payload      jsonb NOT NULL,
    attempts     integer NOT NULL DEFAULT 0,
    available_at timestamptz NOT NULL DEFAULT now(),
    last_error   text,
    created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX outbox_in_order ON outbox (key, id);

-- Which message a consumer has handled, and what it answered.
CREATE TABLE inbox (
    consumer     text NOT NULL,
    message_id   text NOT NULL,
    claim        uuid NOT NULL,
    leased_until timestamptz NOT NULL,
    deliveries   integer NOT NULL DEFAULT 1,
    response     jsonb,
    received_at  timestamptz NOT NULL DEFAULT now(),
    completed_at timestamptz,
    PRIMARY KEY (consumer, message_id)
);
CREATE INDEX inbox_completed ON inbox (completed_at);

CREATE TABLE idempotency_keys (
    tenant_id   text NOT NULL,
    user_id     text NOT NULL,
    key         text NOT NULL,
    fingerprint bytea NOT NULL,
    response    jsonb NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, user_id, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

CREATE TABLE api_keys (
    id         text PRIMARY KEY,
    tenant_id  text NOT NULL,
    name       text NOT NULL,
    hash       bytea NOT NULL,
    roles      text[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    revoked_at timestamptz
);
