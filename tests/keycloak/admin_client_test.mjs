// The npm client of Keycloak's Admin API, as published, does with this directory what it does with
// Keycloak: node admin_client_test.mjs PROGRAM.
import test from 'node:test';
import { specifyEvents } from './admin_events_spec.mjs';
import { specifyAuth } from './auth_spec.mjs';
import { Connection } from './connection.mjs';
import { specifyGroups } from './groups_spec.mjs';
import { RolecallServer } from '../support/rolecall_server.mjs';
import { specifyRoles } from './roles_spec.mjs';
import { specifyUserSearch } from './user_search_spec.mjs';
import { specifyUsers } from './users_spec.mjs';

// Less than CTest's, which would leave the server behind.
const timeoutSeconds = 500;
setTimeout(() => {
  console.error(`not done within ${timeoutSeconds} seconds`);
  process.exit(1);
}, timeoutSeconds * 1000).unref();

for (const basePath of ['', '/auth']) {
  await test(`the npm client, with the base path "${basePath}"`, async (t) => {
    const server = await RolecallServer.start(process.argv[2]);
    try {
      const connection = await Connection.of(server, basePath);
      await specifyAuth(t, connection);
      await specifyUsers(t, connection);
      await specifyUserSearch(t, connection);
      await specifyRoles(t, connection);
      await specifyGroups(t, connection);
      await specifyEvents(t, connection);
    } finally {
      await server.stop();
    }
  });
}
