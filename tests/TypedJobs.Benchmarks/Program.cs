using TypedJobs.Benchmarks.Json;
using TypedJobs.Benchmarks.Size;

switch (args)
{
    case ["json"]:
        JsonBenchmark.Run();
        return 0;
    case ["size"]:
        await SizeBenchmark.RunAsync();
        return 0;
    default:
        await Console.Error.WriteLineAsync("usage: dotnet run -c Release --project tests/TypedJobs.Benchmarks -- json|size");
        return 1;
}
