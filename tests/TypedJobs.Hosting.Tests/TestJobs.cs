using System.Text.Json.Serialization;
using System.Threading.Channels;
using TypedJobs.CompilerServices;

namespace TypedJobs.Hosting.Tests;

/// <summary>A job in the form that the generator gives it.</summary>
public sealed record Letter(string To) : IJob<Letter>
{
    public static JobContract<Letter> Contract { get; } = new() { Name = "letter", Tube = "letter", JsonTypeInfo = TestJson.Default.Letter };
}

public sealed record Picture(string Source) : IJob<Picture>
{
    public static JobContract<Picture> Contract { get; } = new() { Name = "picture", Tube = "picture", JsonTypeInfo = TestJson.Default.Picture };
}

[JsonSerializable(typeof(Letter))]
[JsonSerializable(typeof(Picture))]
internal sealed partial class TestJson : JsonSerializerContext;

public sealed class LetterWorker : IJobWorker
{
    public static IReadOnlyList<JobRoute> Routes { get; } = [JobRoute.Create<Letter, LetterHandler>()];
}

public sealed class PictureWorker : IJobWorker
{
    public static IReadOnlyList<JobRoute> Routes { get; } = [JobRoute.Create<Picture, PictureHandler>()];
}

/// <summary>What handlers tell the test.</summary>
public sealed class Ledger
{
    private readonly Channel<(object Job, object Scope)> _handled = Channel.CreateUnbounded<(object Job, object Scope)>();

    public void Add(object job, object scope) => _handled.Writer.TryWrite((job, scope));

    public ValueTask<(object Job, object Scope)> NextAsync(CancellationToken cancellationToken) => _handled.Reader.ReadAsync(cancellationToken);
}

/// <summary>One a scope, and only asynchronously disposable, as many are.</summary>
public sealed class UnitOfWork : IAsyncDisposable
{
    public bool IsDisposed { get; private set; }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}

public sealed class LetterHandler(Ledger ledger, UnitOfWork work) : IJobHandler<Letter>
{
    public Task HandleAsync(Letter job, JobContext context, CancellationToken cancellationToken)
    {
        ledger.Add(job, work);
        return Task.CompletedTask;
    }
}

public sealed class PictureHandler(Ledger ledger) : IJobHandler<Picture>
{
    public Task HandleAsync(Picture job, JobContext context, CancellationToken cancellationToken)
    {
        ledger.Add(job, this);
        return Task.CompletedTask;
    }
}
