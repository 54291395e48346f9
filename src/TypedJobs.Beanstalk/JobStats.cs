using TypedJobs.Beanstalk.Protocol;

namespace TypedJobs.Beanstalk;

/// <summary>
/// The statistics of a job, as <c>stats-job</c> gives them.
/// A number or duration that the server does not send, or does not send as one, is zero, a text empty; everything that it sent is in <see cref="Values"/>.
/// Only the id and the tube are always there: an answer without them is none.
/// </summary>
public sealed record JobStats
{
    internal JobStats(IReadOnlyDictionary<string, string> values)
    {
        Values = values;
        Tube = StatsText.ReadTube(values.GetText("tube"));
    }

    /// <summary>Everything that the server sent, under the server's own keys.</summary>
    public IReadOnlyDictionary<string, string> Values { get; }

    /// <summary>The job's id.</summary>
    public ulong Id => Values.GetNumber("id");

    /// <summary>The tube that it is in, for all its life.</summary>
    public TubeName Tube { get; }

    /// <summary>Where it is in its life.</summary>
    public JobState State => Values.GetText("state") switch
    {
        "ready" => JobState.Ready,
        "delayed" => JobState.Delayed,
        "reserved" => JobState.Reserved,
        "buried" => JobState.Buried,
        _ => JobState.Unknown,
    };

    /// <summary>The priority that the last put, release or bury gave it.</summary>
    public uint Priority => (uint)Math.Min(Values.GetNumber("pri"), uint.MaxValue);

    /// <summary>How long ago it was put, in whole seconds.</summary>
    public TimeSpan Age => Values.GetSeconds("age");

    /// <summary>The delay that the last put or release gave it, in whole seconds.</summary>
    public TimeSpan Delay => Values.GetSeconds("delay");

    /// <summary>How long a worker may hold it, in whole seconds.</summary>
    public TimeSpan TimeToRun => Values.GetSeconds("ttr");

    /// <summary>
    /// While reserved: until the server takes it from its worker. While delayed: until it is ready. In whole seconds, rounded down;
    /// otherwise without meaning.
    /// </summary>
    public TimeSpan TimeLeft => Values.GetSeconds("time-left");

    /// <summary>The oldest binlog file that holds it; 0 without a binlog.</summary>
    public ulong File => Values.GetNumber("file");

    /// <summary>How often it was reserved.</summary>
    public ulong Reserves => Values.GetNumber("reserves");

    /// <summary>How often its time to run passed.</summary>
    public ulong Timeouts => Values.GetNumber("timeouts");

    /// <summary>How often it was released. Jobs that go back because a connection closed are not counted.</summary>
    public ulong Releases => Values.GetNumber("releases");

    /// <summary>How often it was buried.</summary>
    public ulong Buries => Values.GetNumber("buries");

    /// <summary>How often it was kicked.</summary>
    public ulong Kicks => Values.GetNumber("kicks");
}
