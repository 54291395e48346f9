using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace TypedJobs.Embedded.Tests.Servers;

/// <summary>A connection without a client: text in, replies out, as they are but for what differs from run to run.</summary>
internal sealed partial class Wire : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Stream _input;
    private readonly Stream _output;
    private readonly Socket? _socket;

    public Wire(Socket socket)
    {
        _socket = socket;
        _input = _output = new NetworkStream(socket, ownsSocket: true);
    }

    public Wire(IDuplexPipe pipe)
    {
        _input = pipe.Input.AsStream();
        _output = pipe.Output.AsStream();
    }

    public async Task SendAsync(string text)
    {
        await _output.WriteAsync(Encoding.Latin1.GetBytes(text));
        await _output.FlushAsync();
    }

    /// <summary>Sends no more; answers still come.</summary>
    public async Task FinishSendingAsync()
    {
        if (_socket is not null)
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        else
        {
            await _output.DisposeAsync();
        }
    }

    /// <summary>The next reply, with its data.</summary>
    public async Task<string> ReadReplyAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var line = new StringBuilder();
        while (line.Length == 0 || line[^1] != '\n')
        {
            var next = await ReadAsync(1, patience.Token);
            if (next.Length == 0)
            {
                return line + "<end>";
            }

            line.Append(next);
        }

        var words = line.ToString().TrimEnd().Split(' ');
        if (words[0] is "OK" or "RESERVED" or "FOUND")
        {
            line.Append(await ReadAsync(int.Parse(words[^1], System.Globalization.CultureInfo.InvariantCulture) + 2, patience.Token));
        }

        return Normalise(line.ToString());
    }

    /// <summary>All that still comes.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        using var all = new MemoryStream();
        try
        {
            await _input.CopyToAsync(all, patience.Token);
        }
        catch (IOException)
        {
            // Closed with commands unread: what was answered has arrived.
        }

        return Normalise(Encoding.Latin1.GetString(all.ToArray()));
    }

    public async ValueTask DisposeAsync()
    {
        await _output.DisposeAsync();
        await _input.DisposeAsync();
    }

    /// <summary>
    /// Without times, process figures, the sizes that depend on them, and what the tests' own looking at a server adds to; and without the quotes that 1.13 puts around texts and 1.12 does not.
    /// </summary>
    private static string Normalise(string text)
        => Size().Replace(Changing().Replace(Quoted().Replace(text, "$1: $2\n"), "$1: …\n"), "OK …\r\n---");

    private async Task<string> ReadAsync(int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        var read = await _input.ReadAtLeastAsync(bytes, count, throwOnEndOfStream: false, cancellationToken);
        return Encoding.Latin1.GetString(bytes, 0, read);
    }

    [GeneratedRegex("(tube|name|hostname|os|platform|version): \"([^\"\n]*)\"\n")]
    private static partial Regex Quoted();

    [GeneratedRegex("(age|time-left|pause-time-left|pid|version|rusage-.time|uptime|id(?=: [0-9a-f]{16}\n)|hostname|os|platform|total-connections|cmd-stats): [^\n]*\n")]
    private static partial Regex Changing();

    [GeneratedRegex("OK [0-9]+\r\n---")]
    private static partial Regex Size();
}
