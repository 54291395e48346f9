using System.Reflection;
using TypedJobs.CompilerServices;

namespace TypedJobs.Generators.Tests.Workers;

/// <summary>Asks a worker that was compiled and loaded for its routes.</summary>
internal static class Routes
{
    public static IReadOnlyList<(string Job, string Handler)> Of(Assembly assembly, string worker)
    {
        var routes = typeof(Routes).GetMethod(nameof(RoutesOf), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(assembly.GetType(worker, throwOnError: true)!)
            .Invoke(null, null);
        return [.. ((IReadOnlyList<JobRoute>)routes!).Select(static route => (route.Contract.Name, route.HandlerType.FullName!))];
    }

    private static IReadOnlyList<JobRoute> RoutesOf<TWorker>()
        where TWorker : IJobWorker
        => TWorker.Routes;
}
