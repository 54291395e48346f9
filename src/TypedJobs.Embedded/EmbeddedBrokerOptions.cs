using TypedJobs.Beanstalk;

namespace TypedJobs.Embedded;

/// <summary>How an embedded broker is set up.</summary>
public sealed class EmbeddedBrokerOptions
{
    private const long LargestMaxJobSize = 1 << 30;

    /// <summary>
    /// The largest body that is taken, in bytes, from 0 to 1,073,741,824 (beanstalkd's own bound). Default 65,535, as beanstalkd's. A larger one is answered JOB_TOO_BIG.
    /// </summary>
    public long MaxJobSize { get; set; } = ushort.MaxValue;

    /// <summary>
    /// Where other programs reach the broker besides this process: <c>beanstalk://127.0.0.1:11300</c> or <c>unix:///path</c>. Default null: nowhere. There is no password
    /// in the protocol: whoever can connect can take every job, so a host other than the loopback is for closed networks.
    /// </summary>
    public string? Listen { get; set; }

    /// <summary>Checks that every option can be used.</summary>
    /// <exception cref="ArgumentException">One cannot; the message names it.</exception>
    public void Validate()
    {
        if (MaxJobSize is < 0 or > LargestMaxJobSize)
        {
            throw new ArgumentException($"{nameof(EmbeddedBrokerOptions)}.{nameof(MaxJobSize)} is {MaxJobSize}; it must be from 0 to {LargestMaxJobSize} bytes.");
        }

        if (Listen is not null && (!BeanstalkAddress.TryParse(Listen, out var address) || address.Name is not null))
        {
            throw new ArgumentException(
                $"{nameof(EmbeddedBrokerOptions)}.{nameof(Listen)} is '{Listen}', where nothing can listen. Write 'beanstalk://127.0.0.1:11300' or 'unix:///path/of/socket'.");
        }
    }
}
