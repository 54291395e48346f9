using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Diagnostics;

/// <summary>What can be wrong with what a job carries.</summary>
internal static class PayloadDiagnostics
{
    public static readonly DiagnosticDescriptor NotCarried = Rule.Error(
        "TJ0004",
        "A member cannot be carried by a job",
        "'{0}' of type '{1}' cannot be carried by a job: {2}");

    public static readonly DiagnosticDescriptor TooLarge = Rule.Warning(
        "TJ0021",
        "A job is larger than a server takes by default",
        "The smallest possible '{0}' is {1} bytes long, and a server takes {2} unless it is told otherwise (beanstalkd -z), so enqueueing would fail: "
            + "carry less, or carry where the content is kept");

    public static readonly DiagnosticDescriptor DateTimeCarried = Rule.Info(
        "TJ0022",
        "A job carries a DateTime",
        "'{0}' is a DateTime, which does not say which time zone it means, so that a worker elsewhere may take it for another time: "
            + "use DateTimeOffset, or DateOnly for a day");
}
