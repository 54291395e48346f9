using System.Collections.Concurrent;
using TypedJobs.Beanstalk;

namespace TypedJobs.Brokers.Beanstalk;

/// <summary>
/// What messages are put with. Nearly all of a tube are put alike, so what the last had is kept for those that want the same: nothing is made for them, and their tube's
/// name is not checked again.
/// </summary>
internal sealed class UsualPuts(BeanstalkBrokerOptions options)
{
    /// <summary>An application has so many tubes at most, unless it makes up names.</summary>
    private const int MostTubes = 1024;

    private readonly ConcurrentDictionary<string, PutOptions> _usual = new(StringComparer.Ordinal);
    private int _tubes;

    /// <exception cref="ArgumentException">The broker cannot have a tube of that name.</exception>
    public PutOptions Of(in BrokerMessage message)
    {
        if (_usual.TryGetValue(message.Tube, out var usual)
            && usual.Priority == message.Priority && usual.Delay == message.Delay && usual.TimeToRun == message.TimeToRun)
        {
            return usual;
        }

        var own = new PutOptions
        {
            Tube = usual?.Tube ?? options.Qualify(message.Tube),
            Priority = message.Priority,
            Delay = message.Delay,
            TimeToRun = message.TimeToRun,
        };
        if (usual is not null)
        {
            _usual[message.Tube] = own;
        }
        else if (Volatile.Read(ref _tubes) < MostTubes && _usual.TryAdd(message.Tube, own))
        {
            Interlocked.Increment(ref _tubes);
        }

        return own;
    }
}
