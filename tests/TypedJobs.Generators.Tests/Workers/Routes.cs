using System.Reflection;
using TypedJobs.CompilerServices;

namespace TypedJobs.Generators.Tests.Workers;

/// <summary>Asks a worker that was compiled and loaded for its routes.</summary>
internal static class Routes
{
    public static IReadOnlyList<(string Job, string Handler)> Of(Assembly assembly, string worker)
        => [.. All(assembly, worker).Select(static route => (route.Contract.Name, route.HandlerType.FullName!))];

    /// <summary>What a worker watches for, as <c>2 mail.send/2 5 SendMail</c>: version, tube, attempts and record, each job with its earlier versions.</summary>
    public static IEnumerable<string> WithEarlierOf(Assembly assembly, string worker)
        => All(assembly, worker).SelectMany(static route => route.Earlier().Prepend(route))
            .Select(static route => route.Contract)
            .Select(static contract => $"{contract.Version} {contract.Tube} {contract.MaxAttempts} {contract.JobType.Name}");

    private static IReadOnlyList<JobRoute> All(Assembly assembly, string worker)
        => (IReadOnlyList<JobRoute>)typeof(Routes).GetMethod(nameof(RoutesOf), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(assembly.GetType(worker, throwOnError: true)!)
            .Invoke(null, null)!;

    private static IReadOnlyList<JobRoute> RoutesOf<TWorker>()
        where TWorker : IJobWorker
        => TWorker.Routes;
}
