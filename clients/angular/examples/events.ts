/** The events of a stream, as far as these examples use them; see "Streaming" in API_DOCUMENTATION.md. */
export type AnswerEvent = { readonly id: number; readonly run_id: string } & (
  | { readonly event_type: 'start'; readonly data: { message: string } }
  | { readonly event_type: 'routing'; readonly data: { reasoning: string } }
  | { readonly event_type: 'processing'; readonly data: { message: string } }
  | { readonly event_type: 'content'; readonly data: { chunk: string } }
  | { readonly event_type: 'answer_complete'; readonly data: { full_answer: string } }
  | { readonly event_type: 'follow_ups'; readonly data: { questions: readonly string[] } }
  | { readonly event_type: 'complete'; readonly data: { message: string } }
  | { readonly event_type: 'error'; readonly data: { message: string } }
  | { readonly event_type: 'reset'; readonly data: { message: string } }
);
