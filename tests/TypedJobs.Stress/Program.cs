using TypedJobs.Stress;
using TypedJobs.Stress.Roles;
using TypedJobs.Stress.Running;

return await CommandLine.InvokeAsync(args, static (options, cancellation) => options.Role switch
{
    Role.Produce => new Producer(options).RunAsync(cancellation),
    Role.Work or Role.WorkAsOldRelease => WorkerProcess.RunAsync(options),
    _ => new StressRun(options).RunAsync(cancellation),
});
