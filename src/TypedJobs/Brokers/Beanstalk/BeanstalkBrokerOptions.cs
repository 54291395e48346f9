using System.IO.Pipelines;
using TypedJobs.Beanstalk;

namespace TypedJobs.Brokers.Beanstalk;

/// <summary>Which beanstalkd, and which part of it.</summary>
public sealed record BeanstalkBrokerOptions
{
    /// <summary>What <see cref="TubePrefix"/> may be, as a message says it.</summary>
    internal const string TubePrefixRule = "allowed are letters, digits and - + / ; . $ _ ( ), the first not a hyphen, and fewer than 200 of them";

    internal const int DefaultMaxWaiting = 10_000;

    /// <summary>The server: <c>beanstalk://host[:port]</c> (port 11300 if none is given) or <c>unix:///path</c>.</summary>
    public required string Server { get; init; }

    /// <summary>
    /// Put before the name of every tube, such as <c>staging.</c>, so that several applications or environments can share a server; none by default.
    /// The characters of a tube's name, not starting with a hyphen; with it a tube's name may have 200 characters.
    /// </summary>
    public string TubePrefix { get; init; } = string.Empty;

    /// <summary>How the server is reached, if not by a socket: see <see cref="BeanstalkClientOptions.Connect"/>. Default: null, a socket to the address.</summary>
    public Func<CancellationToken, ValueTask<IDuplexPipe>>? Connect { get; init; }

    /// <summary>
    /// Whether what is put waits, as long as its timeout allows, while the server cannot be reached. If not, it fails as not sent as soon as an attempt to
    /// connect has failed, and at once from then on, until one succeeds. Default: true.
    /// </summary>
    public bool WaitsForServer { get; init; } = true;

    /// <summary>How many puts may wait while there is no connection; more fail at once, as not sent. Above 0. Default: 10,000.</summary>
    public int MaxWaiting { get; init; } = DefaultMaxWaiting;

    /// <summary>Checks that every option can be used.</summary>
    /// <exception cref="ArgumentException">One cannot; the message names it.</exception>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(Server))
        {
            throw new ArgumentException($"{nameof(BeanstalkBrokerOptions)}.{nameof(Server)} is not set; give it an address such as 'beanstalk://localhost:11300'.");
        }

        try
        {
            BeanstalkAddress.Parse(Server);
        }
        catch (FormatException exception)
        {
            throw new ArgumentException($"{nameof(BeanstalkBrokerOptions)}.{nameof(Server)}: {exception.Message}", exception);
        }

        if (MaxWaiting <= 0)
        {
            throw new ArgumentException($"{nameof(BeanstalkBrokerOptions)}.{nameof(MaxWaiting)} is {MaxWaiting}; it must be above zero.");
        }

        if (TubePrefix is null)
        {
            throw new ArgumentException($"{nameof(BeanstalkBrokerOptions)}.{nameof(TubePrefix)} is null; leave it empty for none.");
        }

        try
        {
            _ = Qualify("x");
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentException(
                $"{nameof(BeanstalkBrokerOptions)}.{nameof(TubePrefix)} is '{TubePrefix}', which no tube can begin with: {TubePrefixRule}.", exception);
        }
    }

    /// <summary>The tube as the server knows it: the one place where the prefix is applied.</summary>
    /// <exception cref="ArgumentException">The server cannot have a tube of that name; the message says why.</exception>
    internal TubeName Qualify(string tube)
    {
        try
        {
            return new(TubePrefix.Length == 0 ? tube : TubePrefix + tube);
        }
        catch (ArgumentException exception) when (TubePrefix.Length > 0)
        {
            throw new ArgumentException($"The tube '{tube}' cannot have the {nameof(TubePrefix)} '{TubePrefix}' before it: {exception.Message}", nameof(tube), exception);
        }
    }

    /// <summary>Whether a tube is of this part of the server.</summary>
    internal bool Contains(TubeName tube) => tube.ToString() is var name && name.Length > TubePrefix.Length && name.StartsWith(TubePrefix, StringComparison.Ordinal);

    /// <summary>A tube of this part of the server without its prefix.</summary>
    internal string Unqualify(TubeName tube) => tube.ToString()[TubePrefix.Length..];
}
