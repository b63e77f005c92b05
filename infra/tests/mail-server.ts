/** Takes every mail and writes it to standard output, as a line of JSON: what compose.mail.yaml runs. */
import { SMTPServer } from "smtp-server";

const PORT = 2525;

const server = new SMTPServer({
  authOptional: true,
  hideSTARTTLS: true,
  onData: async (stream, { envelope }, done) => {
    const source = Buffer.concat(await Array.fromAsync(stream)).toString();
    // Quoted-printable, as far as links need it.
    const text = source.replaceAll("=\r\n", "").replaceAll("=3D", "=");
    console.log(JSON.stringify({ to: envelope.rcptTo.map(({ address }) => address), text }));
    done(null);
  },
});

server.listen(PORT, "0.0.0.0");
