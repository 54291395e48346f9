using TypedJobs.Beanstalk.Protocol;

namespace TypedJobs.Beanstalk;

/// <summary>
/// The statistics of a server, as <c>stats</c> gives them. Counts of commands, jobs and connections made begin anew with the server process.
/// A number or duration that the server does not send, or does not send as one, is zero, a text empty; everything that it sent is in <see cref="Values"/>.
/// </summary>
public sealed record ServerStats
{
    internal ServerStats(IReadOnlyDictionary<string, string> values) => Values = values;

    /// <summary>Everything that the server sent, under the server's own keys.</summary>
    public IReadOnlyDictionary<string, string> Values { get; }

    /// <summary>Ready jobs with a priority below 1024, now.</summary>
    public ulong CurrentJobsUrgent => Values.GetNumber("current-jobs-urgent");

    /// <summary>Ready jobs, now.</summary>
    public ulong CurrentJobsReady => Values.GetNumber("current-jobs-ready");

    /// <summary>Jobs that clients hold, now.</summary>
    public ulong CurrentJobsReserved => Values.GetNumber("current-jobs-reserved");

    /// <summary>Delayed jobs, now.</summary>
    public ulong CurrentJobsDelayed => Values.GetNumber("current-jobs-delayed");

    /// <summary>Buried jobs, now.</summary>
    public ulong CurrentJobsBuried => Values.GetNumber("current-jobs-buried");

    /// <summary>How often <c>put</c> was received.</summary>
    public ulong CmdPut => Values.GetNumber("cmd-put");

    /// <summary>How often <c>peek</c> was received.</summary>
    public ulong CmdPeek => Values.GetNumber("cmd-peek");

    /// <summary>How often <c>peek-ready</c> was received.</summary>
    public ulong CmdPeekReady => Values.GetNumber("cmd-peek-ready");

    /// <summary>How often <c>peek-delayed</c> was received.</summary>
    public ulong CmdPeekDelayed => Values.GetNumber("cmd-peek-delayed");

    /// <summary>How often <c>peek-buried</c> was received.</summary>
    public ulong CmdPeekBuried => Values.GetNumber("cmd-peek-buried");

    /// <summary>How often <c>reserve</c> was received.</summary>
    public ulong CmdReserve => Values.GetNumber("cmd-reserve");

    /// <summary>How often <c>reserve-with-timeout</c> was received.</summary>
    public ulong CmdReserveWithTimeout => Values.GetNumber("cmd-reserve-with-timeout");

    /// <summary>How often <c>use</c> was received.</summary>
    public ulong CmdUse => Values.GetNumber("cmd-use");

    /// <summary>How often <c>watch</c> was received.</summary>
    public ulong CmdWatch => Values.GetNumber("cmd-watch");

    /// <summary>How often <c>ignore</c> was received.</summary>
    public ulong CmdIgnore => Values.GetNumber("cmd-ignore");

    /// <summary>How often <c>delete</c> was received.</summary>
    public ulong CmdDelete => Values.GetNumber("cmd-delete");

    /// <summary>How often <c>release</c> was received.</summary>
    public ulong CmdRelease => Values.GetNumber("cmd-release");

    /// <summary>How often <c>bury</c> was received.</summary>
    public ulong CmdBury => Values.GetNumber("cmd-bury");

    /// <summary>How often <c>kick</c> was received.</summary>
    public ulong CmdKick => Values.GetNumber("cmd-kick");

    /// <summary>How often <c>touch</c> was received.</summary>
    public ulong CmdTouch => Values.GetNumber("cmd-touch");

    /// <summary>How often <c>stats</c> was received.</summary>
    public ulong CmdStats => Values.GetNumber("cmd-stats");

    /// <summary>How often <c>stats-job</c> was received.</summary>
    public ulong CmdStatsJob => Values.GetNumber("cmd-stats-job");

    /// <summary>How often <c>stats-tube</c> was received.</summary>
    public ulong CmdStatsTube => Values.GetNumber("cmd-stats-tube");

    /// <summary>How often <c>list-tubes</c> was received.</summary>
    public ulong CmdListTubes => Values.GetNumber("cmd-list-tubes");

    /// <summary>How often <c>list-tube-used</c> was received.</summary>
    public ulong CmdListTubeUsed => Values.GetNumber("cmd-list-tube-used");

    /// <summary>How often <c>list-tubes-watched</c> was received.</summary>
    public ulong CmdListTubesWatched => Values.GetNumber("cmd-list-tubes-watched");

    /// <summary>How often <c>pause-tube</c> was received.</summary>
    public ulong CmdPauseTube => Values.GetNumber("cmd-pause-tube");

    /// <summary>How often a job's time to run passed while a client held it.</summary>
    public ulong JobTimeouts => Values.GetNumber("job-timeouts");

    /// <summary>Jobs created.</summary>
    public ulong TotalJobs => Values.GetNumber("total-jobs");

    /// <summary>The largest body that is taken, in bytes.</summary>
    public ulong MaxJobSize => Values.GetNumber("max-job-size");

    /// <summary>Tubes that exist, now.</summary>
    public ulong CurrentTubes => Values.GetNumber("current-tubes");

    /// <summary>Open connections, now.</summary>
    public ulong CurrentConnections => Values.GetNumber("current-connections");

    /// <summary>Open connections that have put a job.</summary>
    public ulong CurrentProducers => Values.GetNumber("current-producers");

    /// <summary>Open connections that have reserved.</summary>
    public ulong CurrentWorkers => Values.GetNumber("current-workers");

    /// <summary>Open connections that wait in a reserve.</summary>
    public ulong CurrentWaiting => Values.GetNumber("current-waiting");

    /// <summary>Connections made.</summary>
    public ulong TotalConnections => Values.GetNumber("total-connections");

    /// <summary>The server's process id.</summary>
    public ulong ProcessId => Values.GetNumber("pid");

    /// <summary>The server's version.</summary>
    public string Version => Values.GetText("version");

    /// <summary>Processor time of the server process, in user mode.</summary>
    public TimeSpan UserTime => Values.GetSeconds("rusage-utime");

    /// <summary>Processor time of the server process, in the kernel.</summary>
    public TimeSpan SystemTime => Values.GetSeconds("rusage-stime");

    /// <summary>How long the server process has run, in whole seconds.</summary>
    public TimeSpan Uptime => Values.GetSeconds("uptime");

    /// <summary>The oldest binlog file that is needed for the current jobs.</summary>
    public ulong BinlogOldestIndex => Values.GetNumber("binlog-oldest-index");

    /// <summary>The binlog file being written; 0 without a binlog.</summary>
    public ulong BinlogCurrentIndex => Values.GetNumber("binlog-current-index");

    /// <summary>The size in bytes at which a new binlog file is begun.</summary>
    public ulong BinlogMaxSize => Values.GetNumber("binlog-max-size");

    /// <summary>Records written to the binlog.</summary>
    public ulong BinlogRecordsWritten => Values.GetNumber("binlog-records-written");

    /// <summary>Records written to compact the binlog.</summary>
    public ulong BinlogRecordsMigrated => Values.GetNumber("binlog-records-migrated");

    /// <summary>Whether the server is in drain mode and refuses new jobs.</summary>
    public bool Draining => Values.GetText("draining") == "true";

    /// <summary>A random text, new with each server process: job ids of two servers are different jobs even if equal.</summary>
    public string Id => Values.GetText("id");

    /// <summary>The name of the server's machine.</summary>
    public string HostName => Values.GetText("hostname");

    /// <summary>The operating system of the server's machine.</summary>
    public string OperatingSystem => Values.GetText("os");

    /// <summary>The processor architecture of the server's machine.</summary>
    public string Platform => Values.GetText("platform");
}
