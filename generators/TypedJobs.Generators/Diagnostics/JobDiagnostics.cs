using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Diagnostics;

/// <summary>What can be wrong with a job's declaration.</summary>
internal static class JobDiagnostics
{
    public static readonly DiagnosticDescriptor NotSealedPartialRecord = Rule.Error(
        "TJ0001",
        "A job is a sealed partial record",
        "'{0}' cannot be a job: {1}");

    public static readonly DiagnosticDescriptor NameNotAllowed = Rule.Error(
        "TJ0002",
        "The name or tube of a job is not allowed",
        "The {0} '{1}' of a job {2}");

    public static readonly DiagnosticDescriptor NameTaken = Rule.Error(
        "TJ0003",
        "Two jobs have the same name",
        "The name '{0}' (version {1}) is taken by the job {2}: give one of them another name, or another Version if it is a later shape of the same job");

    public static readonly DiagnosticDescriptor PolicyOutOfRange = Rule.Error(
        "TJ0010",
        "A policy value of a job is out of range",
        "The {0} of the job '{1}' is {2}; it must be at least {3}");

    public static readonly DiagnosticDescriptor TubeShared = Rule.Error(
        "TJ0013",
        "A job that needs a tube of its own shares it",
        "The job '{0}' shares its tube '{1}' with the job {2}, but {3}: give one of them another Tube");

    public static readonly DiagnosticDescriptor LanguageTooOld = Rule.Error(
        "TJ0014",
        "The project compiles as a C# that is too old",
        "'{0}' is compiled as C# {1}, and what is generated for it needs C# {2}: take LangVersion out of the project, or set it to 'latest'");

    public static readonly DiagnosticDescriptor TimeToRunTooShort = Rule.Warning(
        "TJ0020",
        "The time-to-run of a job leaves no time to keep it",
        "The TimeToRunSeconds of the job '{0}' is {1}, and the server treats the last second as the end: a short pause, and another worker gets the job while "
            + "its handler still runs. Give it at least {2}; a longer one costs nothing, since the worker renews it while the handler runs");
}
