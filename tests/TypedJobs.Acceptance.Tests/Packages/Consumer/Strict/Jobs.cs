using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using TypedJobs;

/// <summary>A job of no namespace.</summary>
/// <param name="Id">Its id.</param>
[Job("strict.global")]
public sealed partial record Größe(int Id);

namespace Acme.@class
{
    /// <summary>A colour.</summary>
    public enum Color
    {
        /// <summary>None.</summary>
        None,

        /// <summary>Red.</summary>
        @event,
    }

    /// <summary>A line.</summary>
    /// <param name="Product">What.</param>
    /// <param name="Count">How many.</param>
    public sealed record Line(string Product, int Count = 1);

    /// <summary>A point.</summary>
    /// <param name="X">Its place.</param>
    public readonly record struct Point(int X);

    /// <summary>An order.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Lines">Its lines.</param>
    /// <param name="Notes">Its notes.</param>
    /// <param name="Point">Its place.</param>
    /// <param name="Color">Its colour.</param>
    [Job("strict.order", Priority = 1, DelaySeconds = 2)]
    public sealed partial record CreateOrder(int Id, IReadOnlyList<Line> Lines, IReadOnlyDictionary<string, int?> Notes, Point? Point, Color Color = Color.@event)
    {
        /// <summary>Gets the comment.</summary>
        public string Comment { get; init; } = "none";

        /// <summary>Gets the time.</summary>
        public required DateTimeOffset At { get; init; }
    }

    /// <summary>Contains a job.</summary>
    public static partial class Outer
    {
        /// <summary>A job with the name of another.</summary>
        /// <param name="Id">Its id.</param>
        [Job("strict.nested")]
        public sealed partial record CreateOrder(Guid Id);
    }

    /// <summary>Handles all of them.</summary>
    public sealed class Handler : IJobHandler<CreateOrder>, IJobHandler<Outer.CreateOrder>, IJobHandler<Größe>, IJobHandler<Oblivious>
    {
        /// <inheritdoc/>
        public Task HandleAsync(CreateOrder job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;

        /// <inheritdoc/>
        public Task HandleAsync(Outer.CreateOrder job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;

        /// <inheritdoc/>
        public Task HandleAsync(Größe job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;

        /// <inheritdoc/>
        public Task HandleAsync(Oblivious job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>The worker.</summary>
    [JobWorker]
    public sealed partial class @operator
    {
    }

    /// <summary>Enqueues.</summary>
    public static class Producer
    {
        /// <summary>Enqueues one.</summary>
        /// <param name="jobs">The client.</param>
        /// <param name="cancellationToken">Ends it.</param>
        /// <returns>When it is done.</returns>
        public static async Task RunAsync(IJobClient jobs, CancellationToken cancellationToken)
            => await jobs.EnqueueGrößeAsync(new Größe(1), cancellationToken: cancellationToken);
    }

#nullable disable
    /// <summary>A job from before nullable annotations.</summary>
    /// <param name="Text">Its text.</param>
    /// <param name="Lines">Its lines.</param>
    [Job("strict.oblivious")]
    public sealed partial record Oblivious(string Text, Dictionary<string, Line> Lines);
}
