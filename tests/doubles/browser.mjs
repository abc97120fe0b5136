// As much of a browser as the script of a page uses that shows an answer; EventSource is Node's.
//
// node --experimental-eventsource browser.mjs PAGE ADDRESS: runs the page as if it was loaded from
// there, until nothing more can happen, and prints what it shows then.

import { readFileSync } from 'node:fs'
import { createContext, runInContext } from 'node:vm'

class Element {
  children = []
  get textContent() {
    return this.children.map((each) => each.textContent ?? each).join('')
  }
  set textContent(text) {
    this.children = [text]
  }
  append(...nodes) {
    this.children.push(...nodes)
  }
  replaceChildren(...nodes) {
    this.children = nodes
  }
}

class Source extends EventSource {
  constructor(url) {
    super(url)
    // Node does not wait for one that is about to come back; a browser does.
    const waiting = setInterval(() => {
      if (this.readyState === EventSource.CLOSED) clearInterval(waiting)
    }, 50)
  }
}

const page = readFileSync(process.argv[2], 'utf8')
const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1])
const elements = Object.fromEntries(ids.map((id) => [id, new Element()]))
const inputs = [...page.matchAll(/<input name="([^"]+)"/g)].map((match) => match[1])
const form = Object.fromEntries(inputs.map((name) => [name, { value: '' }]))
const location = { href: process.argv[3] }

const window = createContext({
  document: {
    forms: [form],
    getElementById: (id) => elements[id],
    createElement: () => new Element(),
  },
  history: {
    replaceState: (_state, _title, url) => {
      location.href = String(url)
    },
  },
  location,
  crypto,
  EventSource: Source,
  URL,
  URLSearchParams,
})
for (const [, script] of page.matchAll(/<script>(.*?)<\/script>/gs)) runInContext(script, window)

process.on('exit', () => {
  const shown = Object.entries(elements).map(([id, each]) => [id, each.textContent])
  console.log(JSON.stringify({ ...Object.fromEntries(shown), address: location.href }))
})
