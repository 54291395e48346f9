namespace TypedJobs.Generators.Emission;

/// <summary>Names for generated files. The compiler tells them apart without regard to case, types it tells apart with it.</summary>
internal static class HintNames
{
    private const string Ending = ".g.cs";

    /// <summary>Endings of the files that belong to no job. A job may be called so too.</summary>
    private static readonly string[] OtherEndings = ["Json", ".Routes", "JobManifest", "EnqueueExtensions"];

    /// <summary>The name of a job's file, apart from those of all others that are generated.</summary>
    public static string OfJob(TypeName type)
        => OtherEndings.Any(ending => type.HintName.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) ? type.HintName + "-job" : type.HintName;

    /// <summary>Gives each item a hint name; of names that differ in case only, the second and later get a number.</summary>
    public static IEnumerable<(T Item, string HintName)> Assign<T>(IEnumerable<T> items, Func<T, string> name)
    {
        var used = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in items.OrderBy(name, StringComparer.Ordinal))
        {
            var wanted = name(item);
            used[wanted] = used.TryGetValue(wanted, out var count) ? ++count : count = 1;
            yield return (item, count == 1 ? wanted + Ending : $"{wanted}-{count}{Ending}");
        }
    }
}
