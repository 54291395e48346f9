using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TypedJobs.Beanstalk.Tests.Servers;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Connections;

/// <summary>An application's own way to a server behind TLS, as docs/client.md shows it: what ends a direction here must end it there.</summary>
public sealed class TlsTests : ServerTest
{
    /// <summary>A hang becomes a failure.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Everything_is_answered_on_quitting()
    {
        await using var relay = new Relay(Server.Port);
        var client = await ConnectAsync(relay);
        var puts = Enumerable.Range(0, 300).Select(n => client.PutAsync(Bytes($"{n}"), cancellationToken: Token).AsTask()).ToList();

        await client.QuitAsync(Token).AsTask().WaitAsync(Bound, Token);

        Assert.Equal(300, (await Task.WhenAll(puts)).Distinct().Count());
    }

    [Fact]
    public async Task A_reserve_that_waits_is_cancelled_and_what_was_asked_behind_it_is_answered()
    {
        await using var relay = new Relay(Server.Port);
        await using var client = await ConnectAsync(relay);
        using var cancelling = new CancellationTokenSource();
        var reserving = client.ReserveAsync(cancellationToken: cancelling.Token).AsTask();
        var behind = client.PutAsync(Bytes("behind"), cancellationToken: Token).AsTask();
        await WaitingReservesAsync(Client, 1);

        await cancelling.CancelAsync();

        _ = await Assert.ThrowsAsync<CommandCanceledException>(() => reserving);
        Assert.Equal("behind", Text(await Client.PeekAsync(await behind.WaitAsync(Bound, Token), Token)));
        Assert.Equal("behind", Text((await client.ReserveAsync(cancellationToken: Token)).Job));
    }

    [Fact]
    public async Task A_connection_that_is_lost_is_made_again()
    {
        await using var relay = new Relay(Server.Port);
        await using var client = await ConnectAsync(relay);
        var id = await client.PutAsync(Bytes("x"), cancellationToken: Token);

        relay.Cut();
        while (true)
        {
            try
            {
                Assert.Equal("x", Text(await client.PeekAsync(id, Token)));
                break;
            }
            catch (BeanstalkConnectionException)
            {
                // What was on its way.
            }
        }
    }

    private static Task<BeanstalkClient> ConnectAsync(Relay relay)
        => BeanstalkClient.ConnectAsync(
            new BeanstalkAddress("localhost", relay.Port),
            new()
            {
                Connect = token => OpenAsync("localhost", relay.Port, (_, certificate, _, _) => certificate?.GetCertHashString() == relay.Thumbprint, token),
                Reconnect = new() { CommandsWait = true, ShortestPause = TimeSpan.FromMilliseconds(1) },
            },
            Token);

    private static async ValueTask<IDuplexPipe> OpenAsync(string host, int port, RemoteCertificateValidationCallback? validate, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
            var tls = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false, validate);
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, cancellationToken);
            return new TlsTransport(tls);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Completing the output says so to the other side, which still answers.</summary>
    private sealed class TlsTransport(SslStream tls) : IDuplexPipe, IDisposable
    {
        public PipeReader Input { get; } = PipeReader.Create(tls, new StreamPipeReaderOptions(leaveOpen: true));

        public PipeWriter Output { get; } = PipeWriter.Create(new SendingDirection(tls));

        public void Dispose() => tls.Dispose();
    }

    private sealed class SendingDirection(SslStream tls) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => tls.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => tls.FlushAsync(cancellationToken);

        public override async ValueTask DisposeAsync()
        {
            await tls.ShutdownAsync();
            await base.DisposeAsync();
        }

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }

    /// <summary>Ends TLS before a server, as stunnel does.</summary>
    private sealed class Relay : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly X509Certificate2 _certificate = MakeCertificate();
        private readonly List<Socket> _sockets = [];
        private readonly Lock _lock = new();
        private readonly Task _accepting;

        public Relay(int server)
        {
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            _accepting = AcceptAsync(server);
        }

        public int Port { get; }

        public string Thumbprint => _certificate.Thumbprint;

        /// <summary>Ends all connections as by a machine that goes.</summary>
        public void Cut()
        {
            lock (_lock)
            {
                _sockets.ForEach(static socket => socket.Dispose());
                _sockets.Clear();
            }
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await _accepting;
            Cut();
            _certificate.Dispose();
        }

        private static X509Certificate2 MakeCertificate()
        {
            using var key = RSA.Create(2048);
            var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        }

        private async Task AcceptAsync(int server)
        {
            try
            {
                while (true)
                {
                    _ = ServeAsync(await _listener.AcceptSocketAsync(), server);
                }
            }
            catch (Exception stopped) when (stopped is SocketException or InvalidOperationException)
            {
                // Disposed, or about to ask when that happened.
            }
        }

        [SuppressMessage("Reliability", "CA2025", Justification = "Whoever disposes them wants it to end.")]
        private async Task ServeAsync(Socket client, int server)
        {
            try
            {
                using var toServer = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await toServer.ConnectAsync(IPAddress.Loopback, server);
                lock (_lock)
                {
                    _sockets.AddRange([client, toServer]);
                }

                await using var plain = new NetworkStream(toServer);
                await using var tls = new SslStream(new NetworkStream(client, ownsSocket: true));
                await tls.AuthenticateAsServerAsync(_certificate);
                var answers = plain.CopyToAsync(tls);

                // Nobody waits for it if the other way is cut first.
                _ = answers.ContinueWith(static copied => copied.Exception, TaskScheduler.Default);
                await tls.CopyToAsync(plain);
                toServer.Shutdown(SocketShutdown.Send);
                await answers;
                await tls.ShutdownAsync();
            }
            catch (Exception cut) when (cut is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
            }
        }
    }
}
