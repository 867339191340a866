// Start: everything that is drawn is drawn again when the language changes.

listeners.language.push(drawSummary, drawFindings, drawTranscript, drawFigures);
player.followers.push(lightWords);
startPlayer();
startListening();
startPicture();
startPage();
const asked = /^#t=([\d.]+)$/.exec(window.location.hash);
if (asked) seek(Number(asked[1]));
root.dataset.ready = "yes";
