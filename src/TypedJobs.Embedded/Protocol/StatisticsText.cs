using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using TypedJobs.Embedded.Queues;

namespace TypedJobs.Embedded.Protocol;

/// <summary>Statistics as beanstalkd 1.13 words them, every line of them and in its order.</summary>
internal sealed class StatisticsText
{
    /// <summary>The protocol's version and whose this is, so that nobody takes it for beanstalkd itself. A semantic version, since clients compare it.</summary>
    private static readonly byte[] Version = Encoding.ASCII.GetBytes(
        "1.13.0+typedjobs." + typeof(StatisticsText).Assembly.GetName().Version!.ToString(fieldCount: 3));

    private static readonly byte[] HostName = YamlText.Quotable(Environment.MachineName);
    private static readonly byte[] OperatingSystem = YamlText.Quotable(RuntimeInformation.OSDescription);

    private static readonly byte[] Platform = RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => "x86_64"u8.ToArray(),
        Architecture.Arm64 => "aarch64"u8.ToArray(),
        var other => YamlText.Quotable(other.ToString()),
    };

    private readonly YamlText _text = new();
    private readonly byte[] _id;

    public StatisticsText()
    {
        Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        _id = Encoding.ASCII.GetBytes(Id);
    }

    /// <summary>A random text, new with each broker: with another one, job ids mean other jobs.</summary>
    public string Id { get; }

    public ReadOnlySpan<byte> OfBroker(QueueEngine engine, CommandCounts commands)
    {
        var counts = engine.Statistics;
        var used = Environment.CpuUsage;
        return _text.Begin()
            .Number("current-jobs-urgent"u8, counts.Urgent)
            .Number("current-jobs-ready"u8, counts.Ready)
            .Number("current-jobs-reserved"u8, counts.Reserved)
            .Number("current-jobs-delayed"u8, counts.Delayed)
            .Number("current-jobs-buried"u8, counts.Buried)
            .Number("cmd-put"u8, commands[CommandKind.Put])
            .Number("cmd-peek"u8, commands[CommandKind.Peek])
            .Number("cmd-peek-ready"u8, commands[CommandKind.PeekReady])
            .Number("cmd-peek-delayed"u8, commands[CommandKind.PeekDelayed])
            .Number("cmd-peek-buried"u8, commands[CommandKind.PeekBuried])
            .Number("cmd-reserve"u8, commands[CommandKind.Reserve])
            .Number("cmd-reserve-with-timeout"u8, commands[CommandKind.ReserveWithTimeout])
            .Number("cmd-delete"u8, commands[CommandKind.Delete])
            .Number("cmd-release"u8, commands[CommandKind.Release])
            .Number("cmd-use"u8, commands[CommandKind.Use])
            .Number("cmd-watch"u8, commands[CommandKind.Watch])
            .Number("cmd-ignore"u8, commands[CommandKind.Ignore])
            .Number("cmd-bury"u8, commands[CommandKind.Bury])
            .Number("cmd-kick"u8, commands[CommandKind.Kick])
            .Number("cmd-touch"u8, commands[CommandKind.Touch])
            .Number("cmd-stats"u8, commands[CommandKind.Stats])
            .Number("cmd-stats-job"u8, commands[CommandKind.StatsJob])
            .Number("cmd-stats-tube"u8, commands[CommandKind.StatsTube])
            .Number("cmd-list-tubes"u8, commands[CommandKind.ListTubes])
            .Number("cmd-list-tube-used"u8, commands[CommandKind.ListTubeUsed])
            .Number("cmd-list-tubes-watched"u8, commands[CommandKind.ListTubesWatched])
            .Number("cmd-pause-tube"u8, commands[CommandKind.PauseTube])
            .Number("job-timeouts"u8, counts.Timeouts)
            .Number("total-jobs"u8, counts.TotalJobs)
            .Number("max-job-size"u8, engine.MaxJobSize)
            .Number("current-tubes"u8, engine.Tubes.Count)
            .Number("current-connections"u8, counts.Connections)
            .Number("current-producers"u8, counts.Producers)
            .Number("current-workers"u8, counts.Workers)
            .Number("current-waiting"u8, counts.Waiting)
            .Number("total-connections"u8, counts.TotalConnections)
            .Number("pid"u8, Environment.ProcessId)
            .Quoted("version"u8, Version)
            .Word("rusage-utime"u8, Seconds(used.UserTime))
            .Word("rusage-stime"u8, Seconds(used.PrivilegedTime))
            .Number("uptime"u8, engine.Now / Clock.Second)
            .Number("binlog-oldest-index"u8, 0)
            .Number("binlog-current-index"u8, 0)
            .Number("binlog-records-migrated"u8, 0)
            .Number("binlog-records-written"u8, 0)
            .Number("binlog-max-size"u8, 10_485_760)
            .Word("draining"u8, engine.IsDraining ? "true"u8 : "false"u8)
            .Word("id"u8, _id)
            .Quoted("hostname"u8, HostName)
            .Quoted("os"u8, OperatingSystem)
            .Quoted("platform"u8, Platform)
            .Bytes;
    }

    public ReadOnlySpan<byte> OfTube(QueueEngine engine, Tube tube)
        => _text.Begin()
            .Quoted("name"u8, tube.Name)
            .Number("current-jobs-urgent"u8, tube.Urgent)
            .Number("current-jobs-ready"u8, tube.Ready.Count)
            .Number("current-jobs-reserved"u8, tube.Reserved)
            .Number("current-jobs-delayed"u8, tube.Delayed.Count)
            .Number("current-jobs-buried"u8, tube.Buried.Count)
            .Number("total-jobs"u8, tube.TotalJobs)
            .Number("current-using"u8, tube.Using)
            .Number("current-watching"u8, tube.Watching)
            .Number("current-waiting"u8, tube.Waiting.Count)
            .Number("cmd-delete"u8, tube.Deletes)
            .Number("cmd-pause-tube"u8, tube.Pauses)
            .Number("pause"u8, tube.PauseSeconds)
            .Number("pause-time-left"u8, tube.IsPaused ? (tube.PauseDeadline.At - engine.Now) / Clock.Second : 0)
            .Bytes;

    public ReadOnlySpan<byte> OfJob(QueueEngine engine, Job job)
        => _text.Begin()
            .Number("id"u8, job.Id)
            .Quoted("tube"u8, job.Tube.Name)
            .Word("state"u8, NameOf(job.State))
            .Number("pri"u8, job.Priority)
            .Number("age"u8, (engine.Now - job.CreatedAt) / Clock.Second)
            .Number("delay"u8, job.DelaySeconds)
            .Number("ttr"u8, job.TimeToRunSeconds)
            .Number("time-left"u8, job.State is JobState.Reserved or JobState.Delayed ? (job.DeadlineAt - engine.Now) / Clock.Second : 0)
            .Number("file"u8, 0)
            .Number("reserves"u8, job.Reserves)
            .Number("timeouts"u8, job.Timeouts)
            .Number("releases"u8, job.Releases)
            .Number("buries"u8, job.Buries)
            .Number("kicks"u8, job.Kicks)
            .Bytes;

    public ReadOnlySpan<byte> ListOf(IEnumerable<Tube> tubes)
    {
        _text.Begin();
        foreach (var tube in tubes)
        {
            _text.Item(tube.Name);
        }

        return _text.Bytes;
    }

    private static ReadOnlySpan<byte> NameOf(JobState state) => state switch
    {
        JobState.Ready => "ready"u8,
        JobState.Reserved => "reserved"u8,
        JobState.Delayed => "delayed"u8,
        JobState.Buried => "buried"u8,
        _ => "invalid"u8,
    };

    private static byte[] Seconds(TimeSpan time) => Encoding.ASCII.GetBytes(time.TotalSeconds.ToString("0.000000", CultureInfo.InvariantCulture));
}
