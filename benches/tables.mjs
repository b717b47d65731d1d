// Turns lines of figures, a file for each number of parcels, into Markdown tables: each table that is named in the file with
// most figures, and one of what grows.
// node benches/tables.mjs target/bench/10000.txt target/bench/1000000.txt
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'

const files = process.argv.slice(2).map((file) => ({
  parcels: Number(basename(file, '.txt')),
  figures: readFileSync(file, 'utf8').split('\n').filter(Boolean).map(parse),
}))

/** `tiles.z0,-cold.p99 14.2 ms` is a figure of a table, a row and a column; those of a column `figure` differ in unit. */
function parse(text) {
  const [name, value, unit] = text.split(' ')
  const [table, label, heading] = name.split('.').map((word) => word.replaceAll('-', ' '))
  const isPlain = heading === 'figure'
  const [row, column] = isPlain ? [`${label}, ${unit}`, heading] : [label, `${heading}, ${unit}`]
  return { name, table, row, column, value: Number(value) }
}

const unique = (list) => [...new Set(list)]
const number = (value) =>
  value === undefined ? '' : value.toLocaleString('en-US', { maximumFractionDigits: 3 })

function print(title, head, rows) {
  const cells = [head, head.map((_, place) => (place ? '--:' : '---')), ...rows]
  console.log(`**${title}**\n\n${cells.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`)
}

/** The rate of a row beside that of the same row of Martin's. */
function ratio(rows, row) {
  const rate = (name) => rows.find(({ row, column }) => row === name && column === 'rate, /s')?.value
  const [ours, theirs] = [rate(row), rate(`${row}, Martin`)]
  return ours && theirs ? `${(ours / theirs).toFixed(1)} x` : ''
}

const fullest = files.toSorted((a, b) => b.figures.length - a.figures.length)[0]
for (const table of unique(fullest.figures.map(({ table }) => table))) {
  const figures = fullest.figures.filter((figure) => figure.table === table)
  const columns = unique(figures.map(({ column }) => column))
  const hasPeer = figures.some(({ row, column }) => row.endsWith(', Martin') && column === 'rate, /s')
  const names = unique(figures.map(({ row }) => row))
  const beside = (name) => [name, ...names.filter((other) => other === `${name}, Martin`)]
  const rows = unique(names.flatMap(beside)).map((row) => [
    row,
    ...columns.map((column) =>
      number(figures.find((figure) => figure.row === row && figure.column === column)?.value),
    ),
    ...(hasPeer ? [ratio(figures, row)] : []),
  ])
  const title = `${table[0].toUpperCase()}${table.slice(1)}, ${number(fullest.parcels)} parcels`
  print(title, ['', ...columns, ...(hasPeer ? ['beside Martin'] : [])], rows)
}

if (files.length > 1) {
  const GROWING =
    /^(import\.matbang|start|memory\.at-rest|tiles.*gzip\.(p99|largest)|figures.*\.p99|lists\.by.*\.p99)/
  const grown = fullest.figures.filter(({ name }) => GROWING.test(name) && !/Martin|8-at/.test(name))
  const rows = grown.map(({ name, table, row, column }) => [
    `${table}: ${row}, ${column}`,
    ...files.map(({ figures }) => number(figures.find((figure) => figure.name === name)?.value)),
  ])
  print('Growth', ['parcels', ...files.map(({ parcels }) => number(parcels))], rows)
}
