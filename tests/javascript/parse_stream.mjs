// Parses an event stream from standard input with eventsource-parser and prints what it saw.
//
// node parse_stream.mjs STRIDE: the stream is parsed whole, then in two pieces cut at every
// STRIDE-th byte, then in pieces of STRIDE bytes. `differing` names the cuts that changed what
// was seen.

import { createParser } from 'eventsource-parser'
import { readFileSync } from 'node:fs'

function parse(pieces) {
  const seen = { events: [], comments: [], errors: [] }
  const parser = createParser({
    onEvent: (event) => seen.events.push(event),
    onComment: (comment) => seen.comments.push(comment),
    onError: (error) => seen.errors.push(String(error)),
  })
  const decoder = new TextDecoder()
  for (const piece of pieces) parser.feed(decoder.decode(piece, { stream: true }))
  return seen
}

const bytes = readFileSync(0)
const stride = Number(process.argv[2])
const whole = parse([bytes])
const expected = JSON.stringify(whole)
const differing = []
const pieces = []
for (let start = 0; start < bytes.length; start += stride) {
  pieces.push(bytes.subarray(start, start + stride))
  const cut = parse([bytes.subarray(0, start), bytes.subarray(start)])
  if (JSON.stringify(cut) !== expected) differing.push(start)
}
if (JSON.stringify(parse(pieces)) !== expected) differing.push('pieces')
console.log(JSON.stringify({ ...whole, differing }))
