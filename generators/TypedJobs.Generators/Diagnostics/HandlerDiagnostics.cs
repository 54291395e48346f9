using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Diagnostics;

/// <summary>What can be wrong with a handler, whatever worker runs it.</summary>
internal static class HandlerDiagnostics
{
    public static readonly DiagnosticDescriptor HandlesNoJob = Rule.Error(
        "TJ0023",
        "A handler handles a type that is no job",
        "The handler '{0}' handles '{1}', which is no job: {2}");

    public static readonly DiagnosticDescriptor CannotBeMade = Rule.Warning(
        "TJ0024",
        "A handler of a worker cannot be made",
        "The handler '{0}' of the worker '{1}' has no public constructor, and no code of this project creates it, so that the worker has none to run: make a constructor public");
}
