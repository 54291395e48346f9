using TypedJobs.Benchmarks.Json;

if (args is not ["json"])
{
    Console.Error.WriteLine("usage: dotnet run -c Release --project tests/TypedJobs.Benchmarks -- json");
    return 1;
}

JsonBenchmark.Run();
return 0;
