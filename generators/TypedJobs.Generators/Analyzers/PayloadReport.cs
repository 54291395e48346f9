using Microsoft.CodeAnalysis;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Emission;
using TypedJobs.Generators.Jobs;
using TypedJobs.Generators.Payloads;

namespace TypedJobs.Generators.Analyzers;

/// <summary>Reports what is wrong with a payload as a whole, when each of its types alone can be carried.</summary>
internal sealed class PayloadReport(Compilation compilation, Action<Diagnostic> report, INamedTypeSymbol job, Location location, Payload payload)
{
    /// <summary>What <c>beanstalkd</c> takes unless it is told otherwise (<c>-z</c>).</summary>
    private const int MaxJobSize = 65_535;

    /// <summary>What the event around a payload has besides the job's name.</summary>
    private const int EventSize = 104;

    /// <summary>Reports recursion that cannot end, or else a payload that no server takes by default.</summary>
    public void ReportSize(JobDeclaration declaration)
    {
        var smallest = new SmallestSize(payload);
        var size = smallest.OfJob(declaration.Type.Global) + (declaration.IsBare ? 0 : EventSize + declaration.Name.Length);
        foreach (var path in smallest.Returns)
        {
            ReportReturn(path);
        }

        if (smallest.Returns.Count == 0 && size > MaxJobSize)
        {
            Report(PayloadDiagnostics.TooLarge, location, job.Name, size, MaxJobSize);
        }
    }

    /// <summary>Reports each member that is a <c>DateTime</c>, once however many jobs carry it.</summary>
    /// <param name="isNew">Whether a member has not been reported before.</param>
    /// <param name="warn">Takes the reports: they are no faults, of which one of several jobs is chosen to tell.</param>
    public void ReportDateTimes(Func<ISymbol, bool> isNew, Action<Diagnostic> warn)
    {
        if (payload.References.Any(static reference => reference.Scalar?.Converter == "DateTimeConverter"))
        {
            foreach (var path in new PayloadMembers(payload).Find(job, static reference => reference.Scalar?.Converter == "DateTimeConverter"))
            {
                if (PayloadPath.ResolveNamed(job, path) is { } member && OwnSource.LocationOf(compilation, member) is { } place && isNew(member.OriginalDefinition))
                {
                    warn(Diagnostic.Create(PayloadDiagnostics.DateTimeCarried, place, $"{member.ContainingType.Name}.{member.Name}"));
                }
            }
        }
    }

    /// <summary>Reports each type whose JSON lacks what another generator adds to it. Asks nothing where this generator has not run.</summary>
    public void ReportIncomplete(CompletedTypes completed)
    {
        if (job.AllInterfaces.Any(static implemented => implemented is { Name: "IJob", Arity: 1 }))
        {
            foreach (var name in payload.Types.Where(completed.IsWrittenWithout).Select(static type => type.Reference.Name))
            {
                var path = new PayloadMembers(payload).Find(job, reference => reference.Name == name).FirstOrDefault() ?? [];
                var member = PayloadPath.Resolve(job, path);
                Report(
                    PayloadDiagnostics.NotCarried,
                    PlaceOf(member),
                    string.Join(".", path.Prepend(job.Name)),
                    TypeName.Display(name),
                    "another generator completes the type, and no generator sees what another writes, so that its JSON would lack it; "
                        + "declare the type in a project that this one references, or carry its values in a record");
            }
        }
    }

    private void ReportReturn(IReadOnlyList<string> path)
    {
        if (PayloadPath.Resolve(job, path) is { } member && PayloadPath.TypeOf(member) is { } type)
        {
            var name = type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);
            Report(
                PayloadDiagnostics.NotCarried,
                PlaceOf(member),
                $"{job.Name}.{string.Join(".", path)}",
                name,
                $"every '{name}' has to hold another one, so none can be complete; make the member nullable, or a list");
        }
    }

    /// <summary>The name of a member; of the job where the member is in another assembly.</summary>
    private Location PlaceOf(ISymbol? member) => member is null ? location : OwnSource.LocationOf(compilation, member) ?? location;

    private void Report(DiagnosticDescriptor rule, Location place, params object[] arguments)
        => report(Diagnostic.Create(rule, place, arguments));
}
