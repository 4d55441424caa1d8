-- The newest script of a conversation: what a wish such as "make it shorter" is about.
CREATE INDEX generated_artifacts_by_session ON generated_artifacts (tenant_id, session_id, type, created_at DESC);
