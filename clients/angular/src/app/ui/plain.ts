/** An excerpt of markdown as plain words: without the marks that only rendering gives a sense. */
export function plain(markdown: string): string {
  return markdown
    .replace(/^\s*```[\w+#-]*[ \t]*$/gm, ' ')
    .replace(/```[\w+#-]+\s/g, ' ')
    .replace(/^\s*(?:>|#{1,6})\s+/gm, '')
    .replace(/\s(?:>|#{1,6})\s+/g, ' ')
    .replace(/\*\*|`+|\|/g, '')
    .replace(/(^|[\s("'])\*(\S(?:[^*\n]*\S)?)\*(?=$|[\s.,;:!?)"'])/g, '$1$2')
    .replace(/\s+/g, ' ')
    .trim();
}
