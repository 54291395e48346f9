using Microsoft.Extensions.DependencyInjection;

namespace TypedJobs.Testing.Tests.Examples;

/// <summary>The application of the examples, as its start composes it.</summary>
public static class Shop
{
    public static IServiceCollection AddShop(this IServiceCollection services)
    {
        services.AddTypedJobs(o => o.Server = "beanstalk://jobs.internal:11300").AddWorker<ShopWorker>(w => w.Concurrency = 16);
        services.AddSingleton<IPictures, PictureFolder>().AddSingleton<IMailServer, SmtpServer>();
        return services;
    }
}

[JobWorker(typeof(CreateThumbnail), typeof(SendMail), typeof(SignUp))]
public sealed partial class ShopWorker;
