using Microsoft.Extensions.Options;
using TypedJobs.Workers;

namespace TypedJobs.Hosting;

/// <summary>Checks the options of each worker; they are named after its class.</summary>
internal sealed class WorkerOptionsValidator : IValidateOptions<WorkerOptions>
{
    public ValidateOptionsResult Validate(string? name, WorkerOptions options)
    {
        try
        {
            options.Validate();
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException exception)
        {
            return ValidateOptionsResult.Fail($"{name}: {exception.Message}");
        }
    }
}
