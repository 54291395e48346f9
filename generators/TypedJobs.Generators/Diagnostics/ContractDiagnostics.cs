using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Diagnostics;

/// <summary>What an edit can do to messages in flight, and what can be wrong with the file that says what they look like.</summary>
internal static class ContractDiagnostics
{
    public static readonly DiagnosticDescriptor Stale = Rule.Warning(
        "TJ1000",
        "The job contract is out of date",
        "jobs.contract is out of date: {0}. Run 'dotnet build -p:UpdateJobContracts=true' and commit the file.");

    public static readonly DiagnosticDescriptor Unreadable = Rule.Error(
        "TJ1001",
        "Messages in flight could not be read",
        "'{0}' {1} (BACKWARD). {2}.");

    public static readonly DiagnosticDescriptor Changed = Rule.Error(
        "TJ1002",
        "Messages in flight would be read as something else",
        "'{0}' {1} (BACKWARD). {2}.");

    public static readonly DiagnosticDescriptor UnreadableByReleased = Rule.Warning(
        "TJ1003",
        "Workers of the last release could not read new messages",
        "'{0}' {1} (FORWARD). {2}.");

    public static readonly DiagnosticDescriptor Dropped = Rule.Warning(
        "TJ1004",
        "A value in messages in flight would be lost",
        "'{0}' {1} (BACKWARD). {2}.");

    public static readonly DiagnosticDescriptor Meaning = Rule.Warning(
        "TJ1005",
        "Messages in flight may mean something else",
        "'{0}' {1} (BACKWARD). {2}.");

    public static readonly DiagnosticDescriptor NoContract = Rule.Info(
        "TJ1006",
        "The project has no job contract yet",
        "Nothing holds what messages in flight look like, since the project has no jobs.contract: run 'dotnet build -p:UpdateJobContracts=true' once and commit the file that it writes");

    public static readonly DiagnosticDescriptor Reused = Rule.Error(
        "TJ1007",
        "A removed name comes back as something else",
        "'{0}' {1} (BACKWARD). {2}.");

    public static readonly DiagnosticDescriptor Frozen = Rule.Info(
        "TJ1009",
        "An earlier version of a job is still read",
        "Version {0} of the job '{1}' is still read. When 'stats-tube {2}' says that current-jobs-ready, -reserved, -delayed and -buried are 0 and nothing enqueues it any more, "
            + "its record can go and its line in jobs.contract be marked 'retired'.");

    public static readonly DiagnosticDescriptor NotReadable = Rule.Error(
        "TJ1010",
        "The job contract cannot be read",
        "{0} cannot be read: {1}");
}
