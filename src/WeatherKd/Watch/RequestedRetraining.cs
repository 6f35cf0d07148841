using System.Diagnostics;
using WeatherKd.Recent;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Students;

namespace WeatherKd.Watch;

/// <summary>Starts the retrainings that an operator asks for: on the newest run of a model, whatever the policy says.</summary>
public sealed class RequestedRetraining(IWorkflowClient workflows, StudentRegistry registry, RecentStore recent, TimeProvider clock)
{
    /// <summary>Asks for one.</summary>
    /// <param name="model">The numerical model; null for that of the student in service.</param>
    /// <param name="reason">Why, for the history.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <exception cref="InvalidOperationException">No model is named and none is in service, or no recent run of it is stored.</exception>
    public async Task<AskedRetraining> StartAsync(string? model, string reason, CancellationToken cancellationToken)
    {
        if (model is not null && !Station.IsValidId(model))
        {
            throw new InvalidOperationException($"'{model}' cannot be a model's name: it has 1 to 64 letters, digits, '-', '_' and '.'.");
        }

        var meant = model ?? await ModelInServiceAsync(cancellationToken)
            ?? throw new InvalidOperationException("No student is in service whose model could be meant; name the model.");
        var view = await recent.ViewAsync(cancellationToken);
        var newest = view.Stations.Max(s => view.Teacher(meant, s)?.RunHours is { Count: > 0 } runs ? runs[^1] : (Hour?)null)
            ?? throw new InvalidOperationException($"No recent run of the model '{meant}' is stored: there is nothing to train on.");
        var run = newest.ToTime();

        // The run's own instance may have ended long ago, and ids are used once; asked twice within a minute is asked once.
        var id = $"{RetrainingRequest.InstanceId(meant, run)}-{UtcTime.FormatForName(clock.GetUtcNow())}";
        return new AskedRetraining(
            id,
            meant,
            run,
            await workflows.StartAsync(id, new RetrainingRequest(meant, run, reason, Activity.Current?.Id), cancellationToken));
    }

    /// <summary>The model of the student in service; null where none is.</summary>
    public async Task<string?> ModelInServiceAsync(CancellationToken cancellationToken) =>
        await registry.ChampionAsync(cancellationToken) is { } champion
            ? (await registry.FindAsync(champion.Value.Student, cancellationToken))?.Lineage.Model
            : null;
}

/// <summary>A retraining that was asked for.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Model">The numerical model.</param>
/// <param name="Run">The run that it is on.</param>
/// <param name="Started">Whether this asking started it; false where the same had been asked within the minute.</param>
public sealed record AskedRetraining(string Id, string Model, DateTimeOffset Run, bool Started);
