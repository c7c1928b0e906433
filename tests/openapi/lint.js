// Lints an OpenAPI document: node lint.js DOCUMENT. Every finding fails, warnings too.
'use strict';

const path = require('node:path');
const { formatProblems, getTotals, lint, loadConfig } = require('@redocly/openapi-core');

async function main(document) {
  const config = await loadConfig({ configPath: path.join(__dirname, 'redocly.yaml') });
  const problems = await lint({ ref: document, config });
  const totals = getTotals(problems);
  formatProblems(problems, { format: 'codeframe', totals, version: '' });
  console.log(`${document}: ${totals.errors} errors, ${totals.warnings} warnings`);
  return problems.length === 0 ? 0 : 1;
}

main(process.argv[2]).then((code) => {
  process.exitCode = code;
});
