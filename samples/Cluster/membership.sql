-- What Orleans' clustering over ADO.NET asks of a database: its queries by name, its members, and a version that changes with them.
CREATE TABLE IF NOT EXISTS OrleansQuery (QueryKey varchar(64) PRIMARY KEY, QueryText text NOT NULL);
CREATE TABLE IF NOT EXISTS cluster_versions (deployment text PRIMARY KEY, version integer NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS cluster_members (
    deployment text NOT NULL REFERENCES cluster_versions (deployment), address text NOT NULL, port integer NOT NULL, generation integer NOT NULL,
    silo_name text NOT NULL, host_name text NOT NULL, status integer NOT NULL, proxy_port integer, suspect_times text,
    start_time timestamptz NOT NULL, alive_time timestamptz NOT NULL, PRIMARY KEY (deployment, address, port, generation));

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('InsertMembershipVersionKey', $q$
    WITH added AS (INSERT INTO cluster_versions (deployment) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1) SELECT count(*)::integer FROM added
$q$),
('InsertMembershipKey', $q$
    WITH turned AS (
        UPDATE cluster_versions SET version = version + 1 WHERE deployment = @DeploymentId AND version = @Version
            AND NOT EXISTS (SELECT 1 FROM cluster_members WHERE deployment = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation) RETURNING 1),
    added AS (
        INSERT INTO cluster_members (deployment, address, port, generation, silo_name, host_name, status, proxy_port, start_time, alive_time)
        SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM turned RETURNING 1)
    SELECT count(*)::integer FROM added
$q$),
('UpdateMembershipKey', $q$
    WITH turned AS (
        UPDATE cluster_versions SET version = version + 1 WHERE deployment = @DeploymentId AND version = @Version
            AND EXISTS (SELECT 1 FROM cluster_members WHERE deployment = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation) RETURNING 1),
    changed AS (
        UPDATE cluster_members SET status = @Status, suspect_times = @SuspectTimes, alive_time = @IAmAliveTime
        FROM turned WHERE deployment = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation RETURNING 1)
    SELECT count(*)::integer FROM changed
$q$),
('UpdateIAmAlivetimeKey', $q$
    UPDATE cluster_members SET alive_time = @IAmAliveTime WHERE deployment = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$q$),
('MembershipReadRowKey', $q$
    SELECT v.deployment AS DeploymentId, m.address AS Address, m.port AS Port, m.generation AS Generation, m.silo_name AS SiloName, m.host_name AS HostName, m.status AS Status,
        m.proxy_port AS ProxyPort, m.suspect_times AS SuspectTimes, m.start_time AS StartTime, m.alive_time AS IAmAliveTime, v.version AS Version
    FROM cluster_versions AS v LEFT JOIN cluster_members AS m ON m.deployment = v.deployment AND m.address = @Address AND m.port = @Port AND m.generation = @Generation
    WHERE v.deployment = @DeploymentId
$q$),
('MembershipReadAllKey', $q$
    SELECT v.deployment AS DeploymentId, m.address AS Address, m.port AS Port, m.generation AS Generation, m.silo_name AS SiloName, m.host_name AS HostName, m.status AS Status,
        m.proxy_port AS ProxyPort, m.suspect_times AS SuspectTimes, m.start_time AS StartTime, m.alive_time AS IAmAliveTime, v.version AS Version
    FROM cluster_versions AS v LEFT JOIN cluster_members AS m ON m.deployment = v.deployment WHERE v.deployment = @DeploymentId
$q$),
('DeleteMembershipTableEntriesKey', $q$
    DELETE FROM cluster_members WHERE deployment = @DeploymentId; DELETE FROM cluster_versions WHERE deployment = @DeploymentId
$q$),
('GatewaysQueryKey', $q$
    SELECT address AS Address, proxy_port AS ProxyPort, generation AS Generation FROM cluster_members WHERE deployment = @DeploymentId AND status = @Status AND proxy_port > 0
$q$),
('CleanupDefunctSiloEntriesKey', $q$
    DELETE FROM cluster_members WHERE deployment = @DeploymentId AND alive_time < @IAmAliveTime AND status <> 3
$q$)
ON CONFLICT (QueryKey) DO UPDATE SET QueryText = excluded.QueryText;
