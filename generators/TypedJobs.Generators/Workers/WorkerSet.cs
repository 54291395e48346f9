using TypedJobs.Generators.Emission;
using TypedJobs.Generators.Manifests;

namespace TypedJobs.Generators.Workers;

/// <summary>The jobs of a worker with what handles them. The generator writes the routes, the analyzer reports what is missing.</summary>
/// <param name="Members">The jobs in the order of their names.</param>
internal sealed record WorkerSet(IReadOnlyList<WorkerSetMember> Members)
{
    public static WorkerSet Of(WorkerDeclaration worker, JobCatalog catalog)
    {
        var handlers = catalog.Handlers.ToLookup(static known => known.Handler.JobType, StringComparer.Ordinal);
        var listed = new HashSet<string>(worker.Jobs, StringComparer.Ordinal);
        var excepted = new HashSet<string>(worker.Except, StringComparer.Ordinal);
        return new WorkerSet(
        [
            .. catalog.Jobs
                .Where(known => known.IsAccessible && (listed.Count == 0 || listed.Contains(known.Job.Type)) && !excepted.Contains(known.Job.Type))
                .OrderBy(static known => known.Job.Name, StringComparer.Ordinal)
                .ThenBy(static known => known.Job.Version)
                .ThenBy(static known => known.Job.Type, StringComparer.Ordinal)
                .Select(known => new WorkerSetMember(known, [.. handlers[known.Job.Type]])),
        ]);
    }

    /// <summary>Jobs of one name and version: on the wire nobody can tell them apart.</summary>
    public IEnumerable<IGrouping<(string Name, int Version), WorkerSetMember>> Namesakes
        => Members.SelectMany(static member => member.Known.Places.Select(place => (Member: member, place.Version)))
            .GroupBy(static place => (place.Member.Job.Name, place.Version), static place => place.Member)
            .Where(static group => group.Distinct().Count() > 1);

    /// <summary>The dispatch table. What the analyzer reports as an error is left out, so that its message is the only one.</summary>
    public EquatableArray<WorkerRoute> Routes()
    {
        var ambiguous = new HashSet<(string Name, int Version)>(Namesakes.Select(static group => group.Key));
        return Members
            .Where(member => !ambiguous.Contains((member.Job.Name, member.Job.Version)) && member.Handlers.Count() == 1)
            .Select(static member => new WorkerRoute(member.Job.Type, member.Handlers.Single().Handler.Type))
            .ToEquatableArray();
    }
}

/// <summary>A job of a worker's set. No record: to compare two is to compare all that their assemblies declare.</summary>
/// <param name="known">The job.</param>
/// <param name="allHandlers">What handles it, whether the worker may name it or not.</param>
internal sealed class WorkerSetMember(KnownJob known, IReadOnlyList<KnownHandler> allHandlers)
{
    public KnownJob Known => known;

    public IReadOnlyList<KnownHandler> AllHandlers => allHandlers;

    public DeclaredJob Job => known.Job;

    public IEnumerable<KnownHandler> Handlers => allHandlers.Where(static handler => handler.IsAccessible);
}

/// <summary>One line of a dispatch table.</summary>
internal sealed record WorkerRoute(string JobType, string HandlerType);
