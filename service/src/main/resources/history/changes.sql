--liquibase formatted sql

-- One SQL for PostgreSQL and for H2 in its PostgreSQL mode. A change that was released is never edited: add another one, and
-- its id to Schema.IDS. Changes only add, so that a gateway of the version before still works during a rolling update.

--changeset kyc-gateway:1-verification
CREATE TABLE verification (
  id UUID NOT NULL PRIMARY KEY,
  client VARCHAR(63) NOT NULL,
  channel VARCHAR(16) NOT NULL,
  created_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  concluded_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  status VARCHAR(16) NOT NULL,
  confidence DOUBLE PRECISION,
  attack_type VARCHAR(16),
  degraded VARCHAR(200) NOT NULL,
  failed_module VARCHAR(32),
  failure VARCHAR(32),
  modules VARCHAR(2000) NOT NULL,
  document_type VARCHAR(32) NOT NULL,
  document_country VARCHAR(3) NOT NULL,
  evidence VARCHAR(16) NOT NULL,
  key_id VARCHAR(32),
  session_hash BYTEA,
  device_hash BYTEA,
  personal BYTEA
);
CREATE INDEX verification_client ON verification (client, id);
CREATE INDEX verification_client_status ON verification (client, status, id);
CREATE INDEX verification_client_session ON verification (client, session_hash, id);
--rollback DROP TABLE verification;
