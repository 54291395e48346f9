using TypedJobs.Benchmarks.Json;

switch (args)
{
    case ["json"]:
        JsonBenchmark.Run();
        return 0;
#if !NATIVE
    case ["generator"]:
        return await TypedJobs.Benchmarks.Generators.GeneratorBenchmark.RunAsync();
#endif
    default:
        await Console.Error.WriteLineAsync("usage: dotnet run -c Release --project tests/TypedJobs.Benchmarks -- (json | generator)");
        return 1;
}
