using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Emission;
using TypedJobs.Generators.Handlers;
using TypedJobs.Generators.Jobs;
using TypedJobs.Generators.Manifests;
using TypedJobs.Generators.Workers;

namespace TypedJobs.Generators.Analyzers;

/// <summary>Reports what is wrong with one worker's set of jobs, on the worker's name.</summary>
internal sealed class WorkerSetReport(SymbolAnalysisContext context, Location location, string name, WorkerDeclaration worker, JobCatalog catalog, NearHandlers near)
{
    private readonly Lazy<Dictionary<string, INamedTypeSymbol>> _ownHandlers = new(() => ManifestReader.OwnHandlers(context.Compilation));

    private readonly Lazy<HashSet<string>> _faultyJobs = new(() => FaultyJobs(context.Compilation));

    /// <summary>Whether there are manifests that this generator cannot read; then nothing can be said of the set.</summary>
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

    /// <summary>Reports jobs without a handler, with several, without a name of their own, in tubes that are not covered; and that there are none.</summary>
    public void ReportSet(bool reportEmpty)
    {
        var set = WorkerSet.Of(worker, catalog);
        if (set.Members.Count == 0 && reportEmpty && !IsEmptiedByFaults())
        {
            Report(WorkerDiagnostics.EmptySet, name, WhyEmpty());
        }

        // Two jobs of one type (a source file in two assemblies) are reported for their name, and here once.
        foreach (var same in set.Members.GroupBy(static member => member.Job.Type))
        {
            ReportHandlers(same.First());
        }

        foreach (var namesakes in set.Namesakes)
        {
            ReportNamesakes(namesakes.Key.Version, [.. namesakes]);
        }

        ReportSharedTubes(set);
        ReportInternalJobs(set);
    }

    /// <summary>Whether jobs are declared here that could not be completed, which is reported there.</summary>
    private bool IsEmptiedByFaults()
        => worker.Except.Count == 0 && NearHandlers.TypesOf(context.Compilation.Assembly).Any(static type => Library.Marks(type, JobDeclarationParser.AttributeName));

    /// <summary>The jobs of this project that are none as they are declared: that comes first, and may well be mended by taking [Job] away.</summary>
    private static HashSet<string> FaultyJobs(Compilation compilation)
        => new(
            from type in NearHandlers.TypesOf(compilation.Assembly)
            let attribute = Library.Attribute(type, JobDeclarationParser.AttributeName)
            where attribute?.ApplicationSyntaxReference?.GetSyntax().FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } syntax && JobDeclarationParser.FaultOfHead(syntax, type) is not null
            select TypeName.Of(type).Global,
            StringComparer.Ordinal);

    private string WhyEmpty()
        => worker.Except.Count > 0
            ? "Except leaves none; take one out of it"
            : "neither this project nor one that it references declares a [Job] that can be named here; declare one, or reference the project that does";

    private void ReportHandlers(WorkerSetMember member)
    {
        var handlers = member.Handlers.ToList();
        if (handlers.Count == 0)
        {
            if (_faultyJobs.Value.Contains(member.Job.Type))
            {
                return;
            }

            var told = member.AllHandlers.Count > 0 ? ImmutableDictionary<string, string?>.Empty : ImmutableDictionary<string, string?>.Empty.Add(FixProperties.Job, member.Job.Type);
            context.ReportDiagnostic(Diagnostic.Create(
                WorkerDiagnostics.NoHandler, location, told, name, TypeName.Display(member.Job.Type), member.Job.Name, WhatHandlerIsNeeded(member)));
        }
        else if (handlers.Count > 1)
        {
            var here = handlers
                .Where(static handler => handler.Source.IsOwn)
                .Select(handler => Find(handler)?.Locations.FirstOrDefault())
                .OfType<Location>();
            var names = string.Join(", ", handlers.Select(static handler => handler.Display));
            context.ReportDiagnostic(Diagnostic.Create(
                WorkerDiagnostics.SeveralHandlers, location, here, name, handlers.Count, TypeName.Display(member.Job.Type), member.Job.Name, names));
        }
        else
        {
            ReportConstructor(handlers[0]);
        }
    }

    /// <summary>Who makes a handler of another assembly cannot be seen; it is given the benefit of the doubt.</summary>
    private void ReportConstructor(KnownHandler handler)
    {
        if (handler.Source.IsOwn
            && Find(handler) is { Locations: [var place, ..] } type
            && !type.InstanceConstructors.Any(static constructor => constructor.DeclaredAccessibility == Accessibility.Public)
            && !Creations.Exist(type, context.Compilation, context.CancellationToken))
        {
            context.ReportDiagnostic(Diagnostic.Create(HandlerDiagnostics.CannotBeMade, place, type.Name, name));
        }
    }

    private INamedTypeSymbol? Find(KnownHandler handler)
        => _ownHandlers.Value.TryGetValue(handler.Handler.Type, out var found) ? found : null;

    private string WhatHandlerIsNeeded(WorkerSetMember member)
        => member.AllHandlers.Count > 0 && member.AllHandlers[0] is var hidden
            ? $"{hidden.Display} is internal there; make it public, or let this project see its internals"
            : near.WhyNot(member.Job.Type)
            ?? $"add a class that implements IJobHandler<{TypeName.Display(member.Job.Type)}> to this project or to one that it references";

    private void ReportNamesakes(int version, IReadOnlyList<WorkerSetMember> namesakes)
    {
        // What this project declares is reported there, on the name itself.
        if (namesakes.All(static member => !member.Known.Source.IsOwn))
        {
            var owners = string.Join(" and by the job ", namesakes.Select(static member => member.Known.Display));
            Report(JobDiagnostics.NameTaken, namesakes[0].Job.Name, version, owners);
        }
    }

    private void ReportSharedTubes(WorkerSet set)
    {
        var tubes = set.Members.SelectMany(static member => member.Known.Places.Select(place => (place.Tube, member.Job.Type)))
            .GroupBy(static place => place.Tube)
            .ToDictionary(static tube => tube.Key, static tube => tube.First().Type);
        var members = new HashSet<(string Type, string Assembly)>(set.Members.Select(static member => (member.Job.Type, member.Known.Source.Assembly)));
        foreach (var known in catalog.Jobs)
        {
            if (members.Contains((known.Job.Type, known.Source.Assembly)))
            {
                continue;
            }

            if (set.Members.FirstOrDefault(member => member.Job.Name == known.Job.Name && member.Job.Version == known.Job.Version) is { } namesake)
            {
                ReportNamesakes(known.Job.Version, [namesake, new WorkerSetMember(known, [])]);
            }
            else if (known.Places.Select(static place => place.Tube).FirstOrDefault(tubes.ContainsKey) is { } shared)
            {
                Report(
                    WorkerDiagnostics.SharedTubeNotCovered,
                    name,
                    shared,
                    TypeName.Display(tubes[shared]),
                    TypeName.Display(known.Job.Type),
                    known.Job.Name,
                    known.IsAccessible
                        ? "add it to the set, or give it a tube of its own"
                        : $"it is internal to '{known.Source.Assembly}'; make it public, or give it a tube of its own");
            }
        }
    }

    /// <summary>A job that only its own assembly can name, with a handler, and no worker there: it would wait for ever.</summary>
    private void ReportInternalJobs(WorkerSet set)
    {
        if (worker.Jobs.Count > 0)
        {
            return;
        }

        var tubes = new HashSet<string>(set.Members.Select(static member => member.Job.Tube), StringComparer.Ordinal);
        foreach (var manifest in catalog.Manifests)
        {
            var handled = new HashSet<string>(manifest.Handlers.Select(static handler => handler.JobType), StringComparer.Ordinal);
            var jobs = manifest.Jobs.Where(job => !new KnownJob(job, manifest).IsAccessible && !tubes.Contains(job.Tube) && handled.Contains(job.Type)).ToList();
            if (jobs.Count > 0 && !HasWorker(manifest))
            {
                jobs.ForEach(job => Report(WorkerDiagnostics.InternalJob, name, TypeName.Display(job.Type), job.Name, manifest.Assembly));
            }
        }
    }

    private bool HasWorker(Manifest manifest)
        => context.Compilation.SourceModule.ReferencedAssemblySymbols
            .Where(assembly => assembly.Name == manifest.Assembly)
            .SelectMany(NearHandlers.TypesOf)
            .Any(static type => Library.Marks(type, WorkerDeclarationParser.AttributeName));

    private void Report(DiagnosticDescriptor rule, params object[] arguments)
        => context.ReportDiagnostic(Diagnostic.Create(rule, location, arguments));
}
