using Microsoft.Extensions.Options;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Workers;

namespace TypedJobs.Hosting;

/// <summary>Checks that the tubes of a worker are names also with the application's prefix before them.</summary>
/// <typeparam name="TWorker">The worker.</typeparam>
internal sealed class WorkerTubesValidator<TWorker>(IOptions<TypedJobsOptions> application) : IValidateOptions<WorkerOptions>
    where TWorker : IJobWorker
{
    public ValidateOptionsResult Validate(string? name, WorkerOptions options)
    {
        if (name != HostedWorker<TWorker>.Name || FindPrefix() is not { } prefix)
        {
            return ValidateOptionsResult.Skip;
        }

        var broker = new BeanstalkBrokerOptions { Server = string.Empty, TubePrefix = prefix };
        foreach (var route in Worker.RoutesOf<TWorker>())
        {
            try
            {
                _ = broker.Qualify(route.Contract.Tube);
            }
            catch (ArgumentException exception)
            {
                return ValidateOptionsResult.Fail($"{name} cannot take '{route.Contract.Name}' from its tube. {exception.Message}");
            }
        }

        return ValidateOptionsResult.Success;
    }

    /// <summary>Null where the application's own options will not do: that is said by those who check them.</summary>
    private string? FindPrefix()
    {
        try
        {
            return application.Value.TubePrefix;
        }
        catch (OptionsValidationException)
        {
            return null;
        }
    }
}
