using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TypedJobs.Beanstalk;

/// <summary>Where a beanstalkd listens: a host and port, or the path of a unix socket. Or the name of a broker in this process, which listens nowhere.</summary>
public sealed record BeanstalkAddress
{
    /// <summary>The port that beanstalkd listens on unless told otherwise.</summary>
    public const int DefaultPort = 11300;

    private const string TcpScheme = "beanstalk://";
    private const string UnixScheme = "unix://";
    private const string EmbeddedScheme = "embedded://";
    private const string Expected = "Write 'beanstalk://host:port' or 'unix:///path/of/socket'.";

    /// <summary>The address of a host and port.</summary>
    /// <param name="host">A name or an IP address (IPv6 with or without brackets).</param>
    /// <param name="port">1 to 65535.</param>
    /// <exception cref="ArgumentException">The host is no host name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The port is no port.</exception>
    public BeanstalkAddress(string host, int port = DefaultPort)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(host);
        if (port is < 1 or > 65535)
        {
            throw new ArgumentOutOfRangeException(nameof(port), port, $"A port is a number from 1 to 65535, not {port}.");
        }

        var bare = host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
        if (Uri.CheckHostName(bare) == UriHostNameType.Unknown)
        {
            throw new ArgumentException($"'{host}' is no host name or IP address.", nameof(host));
        }

        Host = bare;
        Port = port;
    }

    private BeanstalkAddress(string? host, int port, string? path, string? name = null)
    {
        Host = host;
        Port = port;
        Path = path;
        Name = name;
    }

    /// <summary>The server on this machine: <c>beanstalk://127.0.0.1:11300</c>.</summary>
    public static BeanstalkAddress Default { get; } = new("127.0.0.1", DefaultPort);

    /// <summary>The host; null for a unix socket and for a broker in this process.</summary>
    public string? Host { get; }

    /// <summary>The port; 0 for a unix socket and for a broker in this process.</summary>
    public int Port { get; }

    /// <summary>The path of the unix socket; null for anything else.</summary>
    public string? Path { get; }

    /// <summary>The name of a broker in this process, <c>embedded://name</c>; null for anything else. It is reached by <see cref="BeanstalkClientOptions.Connect"/> alone.</summary>
    public string? Name { get; }

    /// <summary>The address of a broker in this process.</summary>
    /// <param name="name">Letters and digits, so that the address is an id's beginning that is read back.</param>
    /// <exception cref="ArgumentException">The name has other characters, or none.</exception>
    public static BeanstalkAddress Embedded(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return WhyNoEmbeddedName(name) is { } problem
            ? throw new ArgumentException($"'{name}' cannot be the name of a broker in this process: {problem}.", nameof(name))
            : new BeanstalkAddress(host: null, port: 0, path: null, name);
    }

    /// <summary>The address of a unix socket.</summary>
    /// <param name="path">Its absolute path.</param>
    /// <exception cref="ArgumentException">The path is not absolute, or longer than this system allows (about 100 bytes).</exception>
    public static BeanstalkAddress UnixSocket(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return WhyNoSocketPath(path) is { } problem
            ? throw new ArgumentException($"'{path}' cannot be the path of a unix socket: {problem}.", nameof(path))
            : new BeanstalkAddress(host: null, port: 0, path);
    }

    /// <summary>
    /// Reads <c>beanstalk://host[:port]</c> (port 11300 if none is given), <c>unix:///path</c>, or <c>embedded://name</c>, the name of a broker in its own process,
    /// which only <see cref="BeanstalkClientOptions.Connect"/> reaches.
    /// </summary>
    /// <exception cref="FormatException">It is none of them; the message says what is wrong.</exception>
    public static BeanstalkAddress Parse(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Read(address, out var problem) ?? throw new FormatException($"'{address}' is no address of a beanstalkd: {problem}. {Expected}");
    }

    /// <summary>Reads what <see cref="Parse"/> reads; false where that would throw.</summary>
    public static bool TryParse([NotNullWhen(true)] string? address, [NotNullWhen(true)] out BeanstalkAddress? result)
    {
        result = address is null ? null : Read(address, out _);
        return result is not null;
    }

    /// <summary>The address as <see cref="Parse"/> reads it.</summary>
    public override string ToString()
        => Path is not null ? UnixScheme + Path
            : Name is not null ? EmbeddedScheme + Name
            : Host!.Contains(':', StringComparison.Ordinal) ? $"{TcpScheme}[{Host}]:{Port}"
            : $"{TcpScheme}{Host}:{Port}";

    internal EndPoint ToEndPoint()
    {
        if (Path is not null)
        {
            return new UnixDomainSocketEndPoint(Path);
        }

        return IPAddress.TryParse(Host, out var ip) ? new IPEndPoint(ip, Port) : new DnsEndPoint(Host!, Port);
    }

    private static string? WhyNoEmbeddedName(string name)
        => name.Length > 0 && name.All(char.IsAsciiLetterOrDigit) ? null : "its name is made of letters and digits";

    private static string? WhyNoSocketPath(string path)
    {
        if (!path.StartsWith('/') || path.Length == 1)
        {
            return "a unix socket needs an absolute path";
        }

        try
        {
            _ = new UnixDomainSocketEndPoint(path);
            return null;
        }
        catch (ArgumentOutOfRangeException)
        {
            return $"the path has {Encoding.UTF8.GetByteCount(path)} bytes, more than this system allows for a unix socket";
        }
    }

    private static BeanstalkAddress? Read(string address, out string? problem)
    {
        problem = null;
        if (address.StartsWith(UnixScheme, StringComparison.OrdinalIgnoreCase))
        {
            var path = address[UnixScheme.Length..];
            problem = WhyNoSocketPath(path);
            return problem is null ? new BeanstalkAddress(host: null, port: 0, path) : null;
        }

        if (address.StartsWith(EmbeddedScheme, StringComparison.OrdinalIgnoreCase))
        {
            var name = address[EmbeddedScheme.Length..];
            problem = WhyNoEmbeddedName(name);
            return problem is null ? new BeanstalkAddress(host: null, port: 0, path: null, name) : null;
        }

        if (!address.StartsWith(TcpScheme, StringComparison.OrdinalIgnoreCase))
        {
            problem = "it begins with neither 'beanstalk://' nor 'unix://'";
            return null;
        }

        var authority = address[TcpScheme.Length..];
        if (authority.EndsWith('/'))
        {
            authority = authority[..^1];
        }

        var colon = authority.LastIndexOf(':');
        var hasPort = colon > authority.LastIndexOf(']');
        var host = hasPort ? authority[..colon] : authority;
        var port = DefaultPort;
        if (hasPort && (!int.TryParse(authority.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535))
        {
            problem = $"'{authority[(colon + 1)..]}' is no port (1 to 65535)";
            return null;
        }

        var bare = host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
        if (Uri.CheckHostName(bare) == UriHostNameType.Unknown)
        {
            problem = host.Length == 0 ? "the host is missing" : $"'{host}' is no host name or IP address";
            return null;
        }

        return new BeanstalkAddress(bare, port);
    }
}
