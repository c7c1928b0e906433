// Judges what a folder of recorded exchanges holds: node judge_exchanges.js DOCUMENT FOLDER.
// Fails for anything that is not as documented, and for operations that no exchange shows.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');
const { Judge } = require('./judge.js');

// The other dialects', which the document is not about.
function isOfAnotherDialect(exchange) {
  const path = exchange.target.split('?')[0];
  const prefixes = ['/api/', '/__api__', '/__ping__', '/v1/api/', '/realms/', '/admin/', '/auth/'];
  return path.endsWith('/graphql') || prefixes.some((prefix) => path.startsWith(prefix));
}

// Every line of every file.
async function* recorded(folder) {
  const files = fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
  for (const file of files) {
    const input = fs.createReadStream(path.join(folder, file));
    for await (const line of readline.createInterface({ input })) yield JSON.parse(line);
  }
}

async function main(document, folder) {
  const judge = new Judge(JSON.parse(fs.readFileSync(document, 'utf8')));
  const findings = new Map(); // how often each
  let count = 0;
  for await (const exchange of recorded(folder)) {
    if (isOfAnotherDialect(exchange)) continue;
    ++count;
    for (const finding of judge.judge(exchange)) {
      findings.set(finding, (findings.get(finding) ?? 0) + 1);
    }
  }
  const missing = judge.missing();
  for (const [finding, times] of findings) console.log(`${finding} (${times} times)`);
  for (const operation of missing) console.log(`${operation}: no exchange was recorded`);
  console.log(`${count} exchanges, ${findings.size} findings, ${missing.length} without exchange`);
  return count > 0 && findings.size === 0 && missing.length === 0 ? 0 : 1;
}

main(process.argv[2], process.argv[3]).then((code) => {
  process.exitCode = code;
});
