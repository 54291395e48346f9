using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Emission;
using TypedJobs.Generators.Payloads;
using TypedJobs.Generators.Versions;

namespace TypedJobs.Generators.Jobs;

/// <summary>
/// Reads a <c>[Job]</c> attribute and the head of its record. The generator and the analyzer both call it: what the analyzer reports here,
/// the generator leaves out, and the rule stands once.
/// </summary>
internal static class JobDeclarationParser
{
    public const string AttributeName = "TypedJobs.JobAttribute";

    /// <summary>No value of <c>TypedJobs.JobFormat</c>.</summary>
    private const int UnsaidFormat = -1;

    /// <summary><c>TypedJobs.JobFormat.Bare</c>.</summary>
    private const int BareFormat = 1;

    /// <summary>What the broker takes: a delay may be none, a time-to-run of 0 would be made 1, and the first version and attempt are 1.</summary>
    private static readonly (string Argument, int Least)[] LeastValues = [("DelaySeconds", 0), ("TimeToRunSeconds", 1), ("MaxAttempts", 1), ("Version", 1), ("BackoffSeconds", 1), ("MaxConcurrency", 1)];

    /// <summary>
    /// The declaration, or null if the generator cannot complete the record; each fault has gone to <paramref name="report"/>. A record that can be completed is, in spite of
    /// other faults: the compiler would else complain wherever the job is enqueued or handled.
    /// </summary>
    public static JobDeclaration? Parse(
        TypeDeclarationSyntax syntax, INamedTypeSymbol type, AttributeData attribute, Action<Diagnostic>? report, CancellationToken cancellationToken)
    {
        if (NeededLanguage.IsMissing(syntax, report))
        {
            return null;
        }

        string? fault = null;

        void Fault(Diagnostic diagnostic)
        {
            fault ??= diagnostic.Id;
            report?.Invoke(diagnostic);
        }

        var canBeCompleted = TypeName.IsNamed(type);
        if (FaultOfHead(syntax, type) is { } what)
        {
            canBeCompleted &= CanBeCompleted(syntax, type);
            Fault(Diagnostic.Create(JobDiagnostics.NotSealedPartialRecord, syntax.Identifier.GetLocation(), type.Name, what));
        }

        if (attribute.ConstructorArguments is not [{ Kind: not TypedConstantKind.Error } given])
        {
            // Still being typed, or no constant: the compiler says so.
            return null;
        }

        var name = given.Value as string;
        if (JobNames.Violation(name) is { } nameViolation)
        {
            Fault(Diagnostic.Create(
                JobDiagnostics.NameNotAllowed, LocationOf(attribute, argument: null, syntax, cancellationToken), "name", JobNames.Display(name), nameViolation));
        }

        var tube = Named(attribute, "Tube", name);
        if (tube != name && JobNames.Violation(tube) is { } tubeViolation)
        {
            Fault(Diagnostic.Create(
                JobDiagnostics.NameNotAllowed, LocationOf(attribute, "Tube", syntax, cancellationToken), "tube", JobNames.Display(tube), tubeViolation));
        }

        foreach (var (argument, least) in LeastValues)
        {
            if (Named(attribute, argument, least) is var value && value < least)
            {
                Fault(Diagnostic.Create(
                    JobDiagnostics.PolicyOutOfRange, LocationOf(attribute, argument, syntax, cancellationToken), argument, type.Name, value, least));
            }
        }

        var backoff = Named(attribute, "BackoffSeconds", JobDefaults.BackoffSeconds);
        var maxBackoff = Named(attribute, "MaxBackoffSeconds", Math.Max(backoff, JobDefaults.MaxBackoffSeconds));
        if (maxBackoff < backoff)
        {
            Fault(Diagnostic.Create(
                JobDiagnostics.PolicyOutOfRange,
                LocationOf(attribute, "MaxBackoffSeconds", syntax, cancellationToken),
                "MaxBackoffSeconds",
                type.Name,
                maxBackoff,
                backoff > JobDefaults.BackoffSeconds ? $"{backoff}, its BackoffSeconds" : backoff));
        }

        if (!canBeCompleted)
        {
            return null;
        }

        var version = Named(attribute, "Version", JobDefaults.Version);
        return new JobDeclaration(
            TypeName.Of(type),
            PartialHeads.Of(syntax),
            name ?? string.Empty,
            JobNames.Tube(tube ?? string.Empty, version),
            version,
            Named(attribute, "Priority", JobDefaults.Priority),
            Named(attribute, "DelaySeconds", JobDefaults.DelaySeconds),
            Named(attribute, "TimeToRunSeconds", JobDefaults.TimeToRunSeconds),
            Named(attribute, "MaxAttempts", JobDefaults.MaxAttempts),
            backoff,
            maxBackoff,
            Named(attribute, "MaxConcurrency", JobDefaults.MaxConcurrency),
            IsBare(attribute) == true,
            UpgradePath.To(type, name ?? string.Empty, version, cancellationToken),
            syntax.AncestorsAndSelf().OfType<TypeDeclarationSyntax>().Any(static part => !part.Modifiers.Any(SyntaxKind.PartialKeyword)),
            fault);
    }

    /// <summary>Whether the attribute says that bodies are payloads alone; null if it says nothing of them.</summary>
    public static bool? IsBare(AttributeData attribute)
        => Named(attribute, "Format", UnsaidFormat) is var format && format == UnsaidFormat ? null : format == BareFormat;

    /// <summary>Why a record is no job as it is declared, as the end of a sentence; null if it is one.</summary>
    public static string? FaultOfHead(TypeDeclarationSyntax syntax, INamedTypeSymbol type)
        => FaultOfWords(syntax, type) ?? FaultOfPlace(syntax, type) ?? FaultOfContainers(syntax);

    /// <summary>Whether the generator can write another part of the type, which need not be one that makes a job of it.</summary>
    private static bool CanBeCompleted(TypeDeclarationSyntax syntax, INamedTypeSymbol type)
        => syntax.Kind() is SyntaxKind.RecordDeclaration or SyntaxKind.ClassDeclaration && !type.IsStatic && FaultOfPlace(syntax, type) is null;

    private static string? FaultOfWords(TypeDeclarationSyntax syntax, INamedTypeSymbol type)
    {
        if (!syntax.IsKind(SyntaxKind.RecordDeclaration))
        {
            return $"it is a {(syntax is RecordDeclarationSyntax ? "record struct" : syntax.Keyword.ValueText)}; write 'sealed partial record'";
        }

        if (type.IsAbstract)
        {
            return "it is abstract, and a job is made as it is; remove 'abstract', and put [Job] on the records that derive from it";
        }

        return (type.IsSealed, syntax.Modifiers.Any(SyntaxKind.PartialKeyword)) switch
        {
            (true, true) => null,
            (true, false) => "it is not partial; write 'sealed partial record'",
            (false, true) => "it is not sealed; write 'sealed partial record'",
            (false, false) => "it is neither sealed nor partial; write 'sealed partial record'",
        };
    }

    private static string? FaultOfPlace(TypeDeclarationSyntax syntax, INamedTypeSymbol type)
    {
        if (type.TypeParameters.Length > 0)
        {
            return "it is generic; a job is one shape, so declare a record for each that there is";
        }

        if (type.ContainingNamespace is { Name: "Generated", ContainingNamespace: { Name: "TypedJobs", ContainingNamespace.IsGlobalNamespace: true } })
        {
            return $"its namespace '{PayloadFile.Namespace}' is that of generated code; declare it in another";
        }

        for (var container = syntax.Parent; container is TypeDeclarationSyntax outer; container = outer.Parent)
        {
            if (outer.TypeParameterList is not null)
            {
                return $"'{outer.Identifier.ValueText}', which contains it, is generic; declare it outside";
            }
        }

        for (var current = type; current is not null; current = current.ContainingType)
        {
            if (current.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal)
                || current.IsFileLocal)
            {
                return $"'{current.Name}' is not accessible to the rest of the assembly; {(current.IsFileLocal ? "remove 'file'" : "make it at least internal")}";
            }

            if (UnnamableTypes.IsBarred(current))
            {
                return $"'{current.Name}' is [Obsolete] as an error, so generated code may not name it; make that a warning";
            }
        }

        return null;
    }

    private static string? FaultOfContainers(TypeDeclarationSyntax syntax)
    {
        for (var container = syntax.Parent; container is TypeDeclarationSyntax outer; container = outer.Parent)
        {
            if (!outer.Modifiers.Any(SyntaxKind.PartialKeyword))
            {
                return $"'{outer.Identifier.ValueText}', which contains it, is not partial";
            }
        }

        return null;
    }

    /// <summary>Where an argument of the attribute is written: a named one, or, without a name and where it is not written, the job's name.</summary>
    public static Location LocationOf(AttributeData attribute, string? argument, TypeDeclarationSyntax syntax, CancellationToken cancellationToken)
    {
        if (attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken) is not AttributeSyntax written)
        {
            return syntax.Identifier.GetLocation();
        }

        var arguments = written.ArgumentList?.Arguments ?? default;
        var wanted = arguments.FirstOrDefault(candidate => candidate.NameEquals?.Name.Identifier.ValueText == argument);
        return (wanted ?? arguments.FirstOrDefault() ?? (SyntaxNode)written).GetLocation();
    }

    public static T Named<T>(AttributeData attribute, string argument, T otherwise)
    {
        foreach (var named in attribute.NamedArguments)
        {
            if (named.Key == argument && named.Value.Value is T value)
            {
                return value;
            }
        }

        return otherwise;
    }
}
