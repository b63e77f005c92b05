/** What dev itself has to say, apart from the API's log. */

export function say(text: string): void {
  console.error(text);
}
