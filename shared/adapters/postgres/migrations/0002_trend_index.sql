-- What the Trend Scanner found, how it grew, and what belongs together.

CREATE TABLE trend_clusters (
    id         uuid PRIMARY KEY,
    tenant_id  text NOT NULL REFERENCES tenants (id),
    label      text NOT NULL,
    terms      text[] NOT NULL,
    size       integer NOT NULL CHECK (size > 0),
    sources    text[] NOT NULL,
    leaders    uuid[] NOT NULL,
    score      double precision NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX trend_clusters_by_score ON trend_clusters (tenant_id, score DESC, id);

CREATE TABLE trend_index (
    id              uuid PRIMARY KEY,
    tenant_id       text NOT NULL REFERENCES tenants (id),
    source          text NOT NULL,
    external_id     text NOT NULL,
    title           text NOT NULL,
    summary         text NOT NULL DEFAULT '',
    url             text NOT NULL,
    language        text NOT NULL,
    published_at    timestamptz,
    first_seen      timestamptz NOT NULL,
    last_seen       timestamptz NOT NULL,
    -- The latest numbers; NULL where the source does not say. Those of before are in trend_observations.
    views           bigint CHECK (views >= 0),
    likes           bigint CHECK (likes >= 0),
    comments        bigint CHECK (comments >= 0),
    shares          bigint CHECK (shares >= 0),
    cluster_id      uuid REFERENCES trend_clusters (id) ON DELETE SET NULL,
    viral_score     double precision CHECK (viral_score BETWEEN 0 AND 100),
    confidence      double precision CHECK (confidence BETWEEN 0 AND 1),
    score_parts     jsonb,
    score_version   text,
    -- Little-endian 32-bit floats: clustering reads thousands at a time, whichever vector store is in use.
    embedding       bytea,
    embedding_model text,
    artifact_id     uuid,
    UNIQUE (tenant_id, source, external_id),
    CHECK (last_seen >= first_seen)
);
-- GET /api/trends in its two orders, retention, and the cluster view
CREATE INDEX trend_index_by_score ON trend_index (tenant_id, viral_score DESC NULLS LAST, id);
CREATE INDEX trend_index_by_last_seen ON trend_index (tenant_id, last_seen DESC, id);
CREATE INDEX trend_index_last_seen ON trend_index (last_seen);
CREATE INDEX trend_index_by_cluster ON trend_index (cluster_id) WHERE cluster_id IS NOT NULL;

CREATE TABLE trend_observations (
    trend_id    uuid NOT NULL REFERENCES trend_index (id) ON DELETE CASCADE,
    tenant_id   text NOT NULL,
    observed_at timestamptz NOT NULL,
    views       bigint,
    likes       bigint,
    comments    bigint,
    shares      bigint,
    PRIMARY KEY (trend_id, observed_at)
);
CREATE INDEX trend_observations_by_age ON trend_observations (observed_at);
