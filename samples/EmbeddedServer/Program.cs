using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using TypedJobs.Embedded;

// macOS and the BSDs count it differently.
var sigUsr1 = (PosixSignal)(OperatingSystem.IsLinux() ? 10 : 30);

var listen = new Option<EndPoint>("--listen")
{
    Description = "Where to listen: an IP address and a port, or unix: and the path of a socket.",
    HelpName = "127.0.0.1:11300|unix:/path",
    CustomParser = static text =>
    {
        var written = text.Tokens[0].Value;
        if (written.StartsWith("unix:", StringComparison.Ordinal) && written.Length > "unix:".Length)
        {
            try
            {
                return new UnixDomainSocketEndPoint(written["unix:".Length..]);
            }
            catch (ArgumentOutOfRangeException)
            {
                text.AddError($"--listen: {written} is longer than the path of a socket can be.");
                return default!;
            }
        }

        if (IPEndPoint.TryParse(written, out var endPoint) && written.EndsWith($":{endPoint.Port}", StringComparison.Ordinal))
        {
            return endPoint;
        }

        text.AddError($"--listen must be an IP address and a port such as 127.0.0.1:11300, or unix:/path; {written} is not.");
        return default!;
    },
    DefaultValueFactory = static _ => new IPEndPoint(IPAddress.Loopback, 11300),
};
var maxJobSize = new Option<long>("--max-job-size")
{
    Description = "The largest job that is taken, in bytes.",
    HelpName = "BYTES",
    DefaultValueFactory = static _ => new EmbeddedBrokerOptions().MaxJobSize,
};
var command = new RootCommand("A beanstalkd in managed code, as a server of its own. SIGTERM and Ctrl+C end it, SIGUSR1 lets it refuse new jobs. Jobs end with it.") { listen, maxJobSize };
command.SetAction(given => ServeAsync(given.GetRequiredValue(listen), given.GetValue(maxJobSize), sigUsr1));
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

static async Task<int> ServeAsync(EndPoint endPoint, long maxJobSize, PosixSignal sigUsr1)
{
    var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    void End(PosixSignalContext signal)
    {
        signal.Cancel = true;
        ended.TrySetResult();
    }

    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
    try
    {
        await using var broker = new EmbeddedBroker(new() { MaxJobSize = maxJobSize });
        using var drain = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(sigUsr1, signal =>
        {
            signal.Cancel = true;
            broker.Drain();
        });
        var listening = broker.Listen(endPoint);
        Console.WriteLine($"Listening on {(listening is UnixDomainSocketEndPoint ? $"unix:{listening}" : listening)}");
        await ended.Task;
        return 0;
    }
    catch (ArgumentException problem)
    {
        await Console.Error.WriteLineAsync(problem.Message);
        return 1;
    }
    catch (SocketException problem)
    {
        await Console.Error.WriteLineAsync($"Cannot serve on {endPoint}: {problem.Message}");
        return 1;
    }
}
