// Many users at a time.
import { is, refuses } from './connection.mjs';

export async function specifyUserSearch(t, connection) {
  const { create, find, kc } = connection;

  await t.test('users.find and users.count', async (t) => {
    const people = [
      { username: 'f-ada', email: 'ada@find.org', firstName: 'Ada', lastName: 'Lovelace' },
      { username: 'f-bigada', email: 'bigada@find.org', firstName: 'Big', lastName: 'Adams' },
      { username: 'f-carl', email: 'carl+1@find.org', firstName: 'Carl', lastName: 'Gauss' },
      { username: 'f-dead', email: 'dead@find.org', enabled: false, attributes: { desk: ['F7'] } },
    ];
    // The list and the count.
    async function finds(query, ...usernames) {
      is(await find(query), usernames);
      is(await kc.users.count(query), usernames.length);
    }

    for (const one of people) await create({ enabled: true, ...one });

    await t.test('everyone, ordered by username, in pages', async () => {
      const all = await find({ max: -1 });
      is(all, [...all].sort());
      is(all.length, await kc.users.count());
      is(await find(), all);
      is(await find({ first: 1, max: 2 }), all.slice(1, 3));
      is(await find({ first: all.length }), []);
      is(await find({ max: 0 }), []);
    });

    await t.test('all fields that are given contain the text, whatever the case', async () => {
      await finds({ username: 'F-A' }, 'f-ada');
      await finds({ firstName: 'A', username: 'f-' }, 'f-ada', 'f-carl');
      await finds({ lastName: 'LOVE' }, 'f-ada');
      await finds({ lastName: 'a', firstName: 'big' }, 'f-bigada');
      await finds({ email: 'nobody@find.org' });
    });

    await t.test('exact: the whole field', async () => {
      await finds({ username: 'f-ada', exact: true }, 'f-ada');
      await finds({ username: 'f-ad', exact: true });
      await finds({ email: 'ada@find.org', exact: true }, 'f-ada');
    });

    await t.test('an address: who has it is before those whose addresses contain it', async () => {
      await create({ username: 'f-aaa', email: 'xada@find.org', enabled: true });
      await finds({ email: 'ada@find.org' }, 'f-ada', 'f-aaa', 'f-bigada');
      is(await find({ email: 'ada@find.org', max: 1 }), ['f-ada']);
      is(await find({ email: 'ada@find.org', first: 1, max: 1 }), ['f-aaa']);
    });

    await t.test('search: how a name or an address begins; *anywhere*, "all of it"', async () => {
      await finds({ search: 'gau' }, 'f-carl');
      await finds({ search: 'f-' }, 'f-aaa', 'f-ada', 'f-bigada', 'f-carl', 'f-dead');
      await finds({ search: 'auss' });
      await finds({ search: '*auss*' }, 'f-carl');
      await finds({ search: '"f-ad"' });
      await finds({ search: '"f-ada"' }, 'f-ada');
      await finds({ search: 'gau', username: 'f-ada' }, 'f-carl'); // the fields are passed over
    });

    await t.test('enabled or not, beside any other filter', async () => {
      await finds({ username: 'f-', enabled: false }, 'f-dead');
      await finds({ search: 'f-d', enabled: false }, 'f-dead');
      await finds({ search: 'f-d', enabled: true });
      await finds({ username: 'f-', emailVerified: true }); // no address is known to be
    });

    await t.test('an attribute that has the value', async () => {
      await finds({ q: 'desk:F7' }, 'f-dead');
      await finds({ q: 'desk:F8' });
      await create({ username: 'f-ops', attributes: { team: ['Field Ops'] } });
      await finds({ q: 'team:"Field Ops"' }, 'f-ops');
      await refuses(() => find({ q: 'team' }), 400, 'q must be name:value pairs');
    });

    await t.test('ids, and stars within a word', async () => {
      const [{ id }] = await kc.users.find({ username: 'f-ops' });
      await finds({ search: `id:${id}` }, 'f-ops');
      await finds({ search: 'f*ps' }, 'f-ops');
    });

    await t.test('a filter that is not known finds nobody: 400', async () => {
      await refuses(() => find({ color: 'red' }), 400, 'color is not a parameter of this call');
      await refuses(() => kc.users.count({ color: 'red' }), 400);
    });

    await t.test('characters that mean something in a URL', async () => {
      await finds({ email: 'carl+1@find.org' }, 'f-carl');
      await finds({ email: 'carl 1@find.org' });
      await finds({ search: '100%' });
      await finds({ username: '&enabled=false' });
    });

    await t.test('briefly: without attributes', async () => {
      const attributesOf = async (query) => (await kc.users.find(query))[0].attributes;
      is(await attributesOf({ username: 'f-dead' }), { desk: ['F7'] });
      is(await attributesOf({ username: 'f-dead', briefRepresentation: true }), undefined);
    });
  });
}
