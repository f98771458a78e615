/** Hand a recovery kit to the browser as a download; the page keeps no copy. */
export function saveKit(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = 'holdfast-recovery-kit.txt';
  link.click();
  URL.revokeObjectURL(address);
}
