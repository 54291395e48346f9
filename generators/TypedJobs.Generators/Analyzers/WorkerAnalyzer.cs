using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Emission;
using TypedJobs.Generators.Jobs;
using TypedJobs.Generators.Manifests;
using TypedJobs.Generators.Workers;

namespace TypedJobs.Generators.Analyzers;

/// <summary>Reports what is wrong with a <c>[JobWorker]</c> class and with its set of jobs. Asks nothing where there is no worker.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WorkerAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        JobDiagnostics.NameTaken,
        WorkerDiagnostics.NoHandler,
        WorkerDiagnostics.SeveralHandlers,
        WorkerDiagnostics.CannotBeCompleted,
        WorkerDiagnostics.NoJob,
        WorkerDiagnostics.EmptySet,
        WorkerDiagnostics.SharedTubeNotCovered,
        WorkerDiagnostics.NewerManifest,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(WorkerDeclarationParser.AttributeName) is { } attributeType)
            {
                var catalog = new Lazy<JobCatalog>(() => JobCatalog.OfGenerated(start.Compilation, start.CancellationToken));
                start.RegisterSymbolAction(symbol => Analyze(symbol, attributeType, catalog), SymbolKind.NamedType);
            }
        });
    }

    private static void Analyze(SymbolAnalysisContext context, INamedTypeSymbol attributeType, Lazy<JobCatalog> catalog)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        foreach (var attribute in type.GetAttributes())
        {
            if (SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, attributeType)
                && attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken) is AttributeSyntax written
                && written.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } syntax
                && WorkerDeclarationParser.Parse(syntax, type, attribute, context.ReportDiagnostic) is { } worker)
            {
                var subject = new Subject(context, syntax.Identifier.GetLocation(), type.Name, worker, catalog.Value);
                if (!subject.ReportNewerManifests())
                {
                    var listedOnlyJobs = !ReportListedTypes(context, attribute, written, catalog.Value);
                    subject.ReportSet(listedOnlyJobs);
                }
            }
        }
    }

    /// <summary>Reports types in the attribute that are no jobs, each on its <c>typeof</c>.</summary>
    private static bool ReportListedTypes(SymbolAnalysisContext context, AttributeData attribute, AttributeSyntax written, JobCatalog catalog)
    {
        var jobs = new HashSet<string>(catalog.Jobs.Select(static known => known.Job.Type), StringComparer.Ordinal);

        // A type can only be given as a typeof, so the values and what is written pair up in order.
        var expressions = written.DescendantNodes().OfType<TypeOfExpressionSyntax>().ToList();
        var types = WorkerDeclarationParser.ListedTypes(attribute).Concat(WorkerDeclarationParser.ExceptedTypes(attribute)).ToList();
        var found = false;
        for (var i = 0; i < types.Count && i < expressions.Count; i++)
        {
            if (types[i].TypeKind != TypeKind.Error && !jobs.Contains(types[i].ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)))
            {
                found = true;
                if (WhyNoJob(types[i], context.Compilation) is { } reason)
                {
                    context.ReportDiagnostic(Diagnostic.Create(
                        WorkerDiagnostics.NoJob, expressions[i].GetLocation(), types[i].ToDisplayString(), reason));
                }
            }
        }

        return found;
    }

    /// <summary>Why a type is no job; null if its declaration is wrong, which is reported there.</summary>
    private static string? WhyNoJob(ITypeSymbol type, Compilation compilation)
    {
        if (!type.GetAttributes().Any(static attribute => attribute.AttributeClass?.ToDisplayString() == JobDeclarationParser.AttributeName))
        {
            return "it has no [Job] attribute; a job is declared as '[Job(\"name\")] public sealed partial record'";
        }

        return SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly)
            ? null
            : $"its assembly '{type.ContainingAssembly.Name}' was compiled without the generator of TypedJobs; reference the TypedJobs package there";
    }

    /// <summary>One worker that is looked at.</summary>
    private readonly struct Subject(SymbolAnalysisContext context, Location location, string name, WorkerDeclaration worker, JobCatalog catalog)
    {
        public bool ReportNewerManifests()
        {
            var found = false;
            foreach (var manifest in catalog.Manifests)
            {
                if (manifest.IsNewer)
                {
                    found = true;
                    Report(WorkerDiagnostics.NewerManifest, name, manifest.Assembly, manifest.Version, Manifest.SupportedVersion);
                }
            }

            return found;
        }

        public void ReportSet(bool reportEmpty)
        {
            var set = WorkerSet.Of(worker, catalog);
            if (set.Members.Count == 0 && reportEmpty)
            {
                Report(WorkerDiagnostics.EmptySet, name, WhyEmpty());
            }

            foreach (var member in set.Members)
            {
                ReportHandlers(member);
            }

            foreach (var namesakes in set.Namesakes)
            {
                ReportNamesakes([.. namesakes]);
            }

            ReportSharedTubes(set);
        }

        private string WhyEmpty()
        {
            if (worker.Except.Count > 0)
            {
                return "Except leaves none; take one out of it";
            }

            return "neither this project nor one that it references declares a [Job] that can be named here";
        }

        private void ReportHandlers(WorkerSetMember member)
        {
            var handlers = member.Handlers.ToList();
            if (handlers.Count == 0)
            {
                Report(WorkerDiagnostics.NoHandler, name, TypeName.Display(member.Job.Type), member.Job.Name, WhatHandlerIsNeeded(member));
            }
            else if (handlers.Count > 1)
            {
                var catalogued = context;
                var here = handlers
                    .Where(static handler => handler.Source.IsOwn)
                    .Select(handler => ManifestReader.FindHandler(catalogued.Compilation, handler.Handler)?.Locations.FirstOrDefault())
                    .OfType<Location>();
                var names = string.Join(", ", handlers.Select(static handler => handler.Display));
                context.ReportDiagnostic(Diagnostic.Create(
                    WorkerDiagnostics.SeveralHandlers, location, here, name, handlers.Count, TypeName.Display(member.Job.Type), member.Job.Name, names));
            }
        }

        private static string WhatHandlerIsNeeded(WorkerSetMember member)
            => member.AllHandlers.Count > 0 && member.AllHandlers[0] is var hidden
                ? $"{hidden.Display} is internal there; make it public, or let this project see its internals"
                : $"add a class that implements IJobHandler<{TypeName.Display(member.Job.Type)}> to this project or to one that it references";

        private void ReportNamesakes(IReadOnlyList<WorkerSetMember> namesakes)
        {
            // What this project declares is reported there, on the name itself.
            if (namesakes.All(static member => !member.Known.Source.IsOwn))
            {
                var owners = string.Join(" and by the job ", namesakes.Select(static member => member.Known.Display));
                Report(JobDiagnostics.NameTaken, namesakes[0].Job.Name, namesakes[0].Job.Version, owners);
            }
        }

        private void ReportSharedTubes(WorkerSet set)
        {
            var tubes = set.Members.GroupBy(static member => member.Job.Tube).ToDictionary(static tube => tube.Key, static tube => tube.First().Job.Type);
            var members = new HashSet<KnownJob>(set.Members.Select(static member => member.Known));
            foreach (var known in catalog.Jobs)
            {
                if (!members.Contains(known) && tubes.TryGetValue(known.Job.Tube, out var watchedFor))
                {
                    Report(
                        WorkerDiagnostics.SharedTubeNotCovered,
                        name,
                        known.Job.Tube,
                        TypeName.Display(watchedFor),
                        TypeName.Display(known.Job.Type),
                        known.Job.Name,
                        known.IsAccessible
                            ? "add it to the set, or give it a tube of its own"
                            : $"it is internal to '{known.Source.Assembly}'; make it public, or give it a tube of its own");
                }
            }
        }

        private void Report(DiagnosticDescriptor rule, params object[] arguments)
            => context.ReportDiagnostic(Diagnostic.Create(rule, location, arguments));
    }
}
