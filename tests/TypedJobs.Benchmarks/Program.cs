using System.Globalization;
using TypedJobs.Benchmarks.Client;
using TypedJobs.Benchmarks.Embedded;
using TypedJobs.Benchmarks.Json;
using TypedJobs.Benchmarks.Size;
#if !NATIVE
using TypedJobs.Benchmarks.Typed;
#endif

switch (args)
{
    case ["json"]:
        JsonBenchmark.Run();
        return 0;
    case ["size"]:
        await SizeBenchmark.RunAsync();
        return 0;
    case ["client", .. var rest] when rest.Length <= 2:
        await ClientBenchmark.RunAsync(
            rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 5, rest.Length > 1 ? rest[1] : null);
        return 0;
    case ["client-idle", .. var rest] when rest.Length <= 1:
        await ClientBenchmark.RunAsync(rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 5, onlyIdle: true);
        return 0;
    case ["embedded", .. var rest] when rest.Length <= 2:
        await EmbeddedBenchmark.RunAsync(
            rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 5, rest.Length > 1 ? rest[1] : null);
        return 0;
    case ["embedded-server"]:
        await Contender.ServeAsync();
        return 0;
#if !NATIVE
    case ["typed", .. var rest] when rest.Length <= 2:
        await TypedBenchmark.RunAsync(
            rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 5, rest.Length > 1 ? rest[1] : null);
        return 0;
    case ["contracts"]:
        return TypedJobs.Benchmarks.Generators.ContractBenchmark.Run();
    case ["generator"]:
        return TypedJobs.Benchmarks.Generators.GeneratorBenchmark.Run();
    case ["solution", var folder, var jobs, var packages, var version]:
        TypedJobs.Benchmarks.Generators.LargeSolution.Write(folder, int.Parse(jobs, CultureInfo.InvariantCulture), packages, version);
        return 0;
#endif
    default:
        await Console.Error.WriteLineAsync(
            "usage: dotnet run -c Release --project tests/TypedJobs.Benchmarks -- json|size|generator|contracts|(client|embedded|typed) [rounds [file for the figures as JSON]]|client-idle [rounds]|solution folder jobs packages version");
        return 1;
}
