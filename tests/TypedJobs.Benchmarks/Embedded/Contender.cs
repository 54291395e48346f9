using System.Diagnostics;
using System.Globalization;
using System.Net;
using TypedJobs.Beanstalk;
using TypedJobs.Embedded;
using TypedJobs.TestServers;

namespace TypedJobs.Benchmarks.Embedded;

/// <summary>A server that is measured, fresh, and how the client reaches it.</summary>
internal sealed class Contender : IAsyncDisposable
{
    private readonly IAsyncDisposable _server;
    private readonly Func<Task<BeanstalkClient>> _connect;

    private Contender(IAsyncDisposable server, int process, Func<Task<BeanstalkClient>> connect) => (_server, Process, _connect) = (server, process, connect);

    /// <summary>Its process; this one if the broker is within it.</summary>
    public int Process { get; }

    public static async Task<Contender> BeanstalkdAsync()
    {
        var server = await BeanstalkdServer.StartAsync();
        return new(server, server.ProcessId, () => BeanstalkClient.ConnectAsync(server.Address));
    }

    /// <summary>The embedded broker in a process of its own, as beanstalkd is: this program, started once more.</summary>
    public static async Task<Contender> TcpAsync()
    {
        var server = await OwnProcess.StartAsync();
        return new(server, server.Id, () => BeanstalkClient.ConnectAsync(server.Address));
    }

    public static Task<Contender> PipeAsync()
    {
        var broker = new EmbeddedBroker();
        return Task.FromResult(new Contender(broker, Environment.ProcessId, () => broker.ConnectAsync()));
    }

    /// <summary>The embedded broker on a free port until the input ends.</summary>
    public static async Task ServeAsync()
    {
        await using var broker = new EmbeddedBroker();
        Console.WriteLine(((IPEndPoint)broker.Listen(new IPEndPoint(IPAddress.Loopback, 0))).Port);
        _ = await Console.In.ReadToEndAsync();
    }

    public Task<BeanstalkClient> ConnectAsync() => _connect();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private sealed class OwnProcess(Process process, string address) : IAsyncDisposable
    {
        public int Id => process.Id;

        public string Address => address;

        public static async Task<OwnProcess> StartAsync()
        {
            var itself = Environment.ProcessPath!;
            var start = new ProcessStartInfo(itself) { RedirectStandardInput = true, RedirectStandardOutput = true };
            if (Path.GetFileNameWithoutExtension(itself) == "dotnet")
            {
                start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
            }

            start.ArgumentList.Add("embedded-server");
            var process = System.Diagnostics.Process.Start(start)!;
            var port = await process.StandardOutput.ReadLineAsync();
            return new(process, string.Create(CultureInfo.InvariantCulture, $"beanstalk://127.0.0.1:{port}"));
        }

        public async ValueTask DisposeAsync()
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
