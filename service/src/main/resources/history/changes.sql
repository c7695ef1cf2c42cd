--liquibase formatted sql

-- One SQL for PostgreSQL and for H2 in its PostgreSQL mode. A change that was released is never edited: add another one, and
-- its id to Schema, or to DatabaseKind if one kind alone has it. Changes only add, so that a gateway of the version before still works during a rolling update.
-- Comments stand here alone: below, each would be a part of the change before it, and change its checksum.
--
-- 2-reverification: a run's items are fixed when it starts. A row of verification that names another one is its re-verification:
-- unique, so that an item of a run has at most one result, whatever its workers do.
--
-- 3-item-indexes: a claim takes the first open items of a run, and those whose lease has ended, whatever share of the items the
-- statistics take for closed. H2 has no such indexes. Made without locking the table, which no transaction can do, and so that
-- it can be repeated: one that was interrupted leaves an index that is not valid.

--changeset kyc-gateway:1-verification
--validCheckSum: 9:a22d138cb7a2796236b3dc4fef5d21aa
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

--changeset kyc-gateway:2-reverification
ALTER TABLE verification ADD COLUMN reverifies UUID;
ALTER TABLE verification ADD COLUMN run VARCHAR(64);
ALTER TABLE verification ADD COLUMN ground_truth VARCHAR(16);
ALTER TABLE verification ADD COLUMN ground_truth_attack VARCHAR(16);
CREATE UNIQUE INDEX verification_reverifies ON verification (reverifies, run);
CREATE TABLE reverification_run (
  name VARCHAR(64) NOT NULL PRIMARY KEY,
  selection VARCHAR(1000) NOT NULL,
  objective VARCHAR(32) NOT NULL,
  state VARCHAR(16) NOT NULL,
  items BIGINT NOT NULL,
  started_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  completed_at TIMESTAMP(6) WITH TIME ZONE,
  is_simulated BOOLEAN NOT NULL,
  leases_lost BIGINT NOT NULL,
  publisher VARCHAR(64),
  publisher_until TIMESTAMP(6) WITH TIME ZONE,
  is_published BOOLEAN NOT NULL
);
CREATE TABLE reverification_item (
  run VARCHAR(64) NOT NULL,
  item BIGINT NOT NULL,
  verification UUID NOT NULL,
  previous_status VARCHAR(16) NOT NULL,
  ground_truth VARCHAR(16),
  ground_truth_attack VARCHAR(16),
  state VARCHAR(16) NOT NULL,
  lease_owner VARCHAR(64),
  lease_token BIGINT NOT NULL,
  lease_until TIMESTAMP(6) WITH TIME ZONE,
  closed_at TIMESTAMP(6) WITH TIME ZONE,
  reason VARCHAR(32),
  detail VARCHAR(300),
  status VARCHAR(16),
  attempts INTEGER NOT NULL,
  micros BIGINT NOT NULL,
  saw_attack BOOLEAN NOT NULL,
  is_degraded BOOLEAN NOT NULL,
  result UUID,
  PRIMARY KEY (run, item)
);
CREATE INDEX reverification_item_state ON reverification_item (run, state, item);
CREATE INDEX reverification_item_closed ON reverification_item (run, closed_at);
CREATE UNIQUE INDEX reverification_item_verification ON reverification_item (verification, run);
--rollback DROP TABLE reverification_item;
--rollback DROP TABLE reverification_run;
--rollback DROP INDEX verification_reverifies;
--rollback ALTER TABLE verification DROP COLUMN reverifies;
--rollback ALTER TABLE verification DROP COLUMN run;
--rollback ALTER TABLE verification DROP COLUMN ground_truth;
--rollback ALTER TABLE verification DROP COLUMN ground_truth_attack;

--changeset kyc-gateway:3-item-indexes dbms:postgresql runInTransaction:false
DROP INDEX CONCURRENTLY IF EXISTS reverification_item_open;
CREATE INDEX CONCURRENTLY reverification_item_open ON reverification_item (run, item) WHERE state = 'open';
DROP INDEX CONCURRENTLY IF EXISTS reverification_item_leased;
CREATE INDEX CONCURRENTLY reverification_item_leased ON reverification_item (run, item) WHERE state = 'leased';
--rollback DROP INDEX CONCURRENTLY IF EXISTS reverification_item_leased;
--rollback DROP INDEX CONCURRENTLY IF EXISTS reverification_item_open;
