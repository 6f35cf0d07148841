using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging;
using WeatherKd.Storage;
using WeatherKd.Telemetry;

namespace WeatherKd.Students;

/// <summary>Who is in service: <c>champion.json</c>.</summary>
public sealed partial class StudentRegistry
{
    /// <summary>The blob that names the champion.</summary>
    public const string ChampionName = "champion.json";

    private BlobClient ChampionBlob => storage.Students.GetBlobClient(ChampionName);

    /// <summary>The champion and the ETag by which a change is noticed; null before the first promotion.</summary>
    /// <exception cref="System.Text.Json.JsonException">The blob is not a champion; who serves keeps whom it has.</exception>
    public Task<Versioned<Champion>?> ChampionAsync(CancellationToken cancellationToken) =>
        ChampionBlob.TryReadJsonAsync<Champion>(cancellationToken);

    /// <summary>Puts a student into service. Done twice with one <paramref name="promotionId"/>, it happens once.</summary>
    /// <param name="student">Id of a whole student.</param>
    /// <param name="promotionId">Deterministic id of this act.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="expectedSequence">Sequence number of the champion that the decision was made against; 0 for none.</param>
    /// <param name="cancellationToken">Stops the tries.</param>
    /// <returns>
    /// The champion, which is this student unless the act happened earlier and has been superseded since. The student in service is not
    /// promoted again.
    /// </returns>
    /// <exception cref="ChampionChangedException">Another champion is in service than was expected. Nothing has changed.</exception>
    /// <exception cref="StudentDamagedException">The student cannot be loaded. Nothing has changed.</exception>
    public async Task<Champion> PromoteAsync(
        string student,
        string promotionId,
        string by,
        string reason,
        long expectedSequence,
        CancellationToken cancellationToken)
    {
        var present = await ChampionAsync(cancellationToken);
        if (present is not null && (present.Value.Student == student || await FindActAsync(promotionId, cancellationToken) is not null))
        {
            return present.Value;
        }

        using (await OpenSessionAsync(student, cancellationToken))
        {
            // Loaded and let go: what cannot be loaded must not be promoted.
        }

        return await ReplaceChampionAsync(student, ServiceAct.Promotion, promotionId, by, reason, expectedSequence, cancellationToken);
    }

    /// <summary>Notes that a student was examined and stays out of service. Done twice with one id, it is noted once.</summary>
    public async Task RecordRejectionAsync(
        string student,
        string promotionId,
        string by,
        string reason,
        CancellationToken cancellationToken)
    {
        if (await FindActAsync(promotionId, cancellationToken) is not null)
        {
            return;
        }

        var champion = await ChampionAsync(cancellationToken);
        await AppendAsync(
            sequence => new HistoryEntry(
                sequence, ServiceAct.Rejection, student, champion?.Value.Student, promotionId, clock.GetUtcNow(), by, reason),
            (champion?.Value.Sequence ?? 0) + 1,
            cancellationToken);
        logger.LogWarning("Student {Student} was rejected: {Reason}", student, reason);
    }

    /// <summary>Puts an earlier student back into service.</summary>
    /// <param name="to">
    /// Id of a student; null for the one that was in service before the champion was promoted, or the next older one that can be loaded.
    /// </param>
    /// <param name="by">Who does it.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="cancellationToken">Stops the tries.</param>
    /// <exception cref="InvalidOperationException">There is nothing to roll back from or to.</exception>
    /// <exception cref="StudentDamagedException"><paramref name="to"/> cannot be loaded.</exception>
    /// <exception cref="ChampionChangedException">Somebody else changed the champion meanwhile; look again before rolling back.</exception>
    public async Task<Champion> RollbackAsync(string? to, string by, string reason, CancellationToken cancellationToken)
    {
        var champion = (await ChampionAsync(cancellationToken))?.Value
            ?? throw new InvalidOperationException("No student is in service yet: there is nothing to roll back.");
        if (to is not null)
        {
            using var loadable = await OpenSessionAsync(to, cancellationToken);
        }

        var target = to ?? await LoadablePredecessorAsync(champion, cancellationToken)
            ?? throw new InvalidOperationException($"No student was in service before {champion.Student} that can be loaded.");
        if (target == champion.Student)
        {
            throw new InvalidOperationException($"Student {target} is the one in service.");
        }

        var id = $"rollback-{champion.Sequence + 1}-{target}";
        return await ReplaceChampionAsync(target, ServiceAct.Rollback, id, by, reason, champion.Sequence, cancellationToken);
    }

    /// <summary>
    /// Loads the champion or, where it cannot be loaded, the nearest predecessor that can: a host that starts while the champion's folder
    /// is damaged still serves.
    /// </summary>
    /// <returns>Null where no student has ever been promoted.</returns>
    /// <exception cref="StudentDamagedException">Neither the champion nor any predecessor can be loaded.</exception>
    public async Task<StudentInService?> OpenChampionAsync(CancellationToken cancellationToken)
    {
        if (await ChampionAsync(cancellationToken) is not { } champion)
        {
            return null;
        }

        StudentDamagedException fault;
        try
        {
            return new StudentInService(
                champion.Value.Student,
                await OpenSessionAsync(champion.Value.Student, cancellationToken),
                champion,
                Fault: null);
        }
        catch (StudentDamagedException e)
        {
            logger.LogError(e, "The champion cannot be loaded; looking for a predecessor");
            fault = e;
        }

        foreach (var predecessor in await PredecessorsAsync(champion.Value, cancellationToken))
        {
            try
            {
                return new StudentInService(predecessor, await OpenSessionAsync(predecessor, cancellationToken), champion, fault.Message);
            }
            catch (StudentDamagedException e)
            {
                logger.LogError(e, "A predecessor of the champion cannot be loaded either");
            }
        }

        throw fault;
    }

    private async Task<string?> LoadablePredecessorAsync(Champion champion, CancellationToken cancellationToken)
    {
        foreach (var predecessor in await PredecessorsAsync(champion, cancellationToken))
        {
            try
            {
                using var loadable = await OpenSessionAsync(predecessor, cancellationToken);
                return predecessor;
            }
            catch (StudentDamagedException e)
            {
                logger.LogWarning(e, "Rollback passes over a predecessor");
            }
        }

        return null;
    }

    private async Task<Champion> ReplaceChampionAsync(
        string student,
        ServiceAct act,
        string promotionId,
        string by,
        string reason,
        long expectedSequence,
        CancellationToken cancellationToken)
    {
        using var span = WeatherTelemetry.Begin("promote", student);
        var present = await ChampionAsync(cancellationToken);
        if (present is not null)
        {
            await CompleteHistoryAsync(present.Value, cancellationToken);
        }

        if ((present?.Value.Sequence ?? 0) != expectedSequence)
        {
            throw Conflict(student, present?.Value, expectedSequence);
        }

        var numbers = await HistoryNumbersAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var champion = new Champion(
            student,
            Math.Max(expectedSequence, numbers.DefaultIfEmpty(0).Max()) + 1,
            promotionId,
            present?.Value.Since > now ? present.Value.Since : now,
            by,
            reason,
            act,
            present?.Value.Student);
        if (!await ChampionBlob.TrySwapJsonAsync(champion, present?.ETag, cancellationToken))
        {
            // The write may have been ours, its reply lost on the way.
            var winner = (await ChampionAsync(cancellationToken))?.Value;
            if (winner?.PromotionId != promotionId)
            {
                throw Conflict(student, winner, expectedSequence);
            }

            champion = winner;
        }

        await CompleteHistoryAsync(champion, cancellationToken);
        WeatherTelemetry.StudentPromoted(act.ToString());
        logger.LogInformation(
            "{Act}: student {Student} is in service (sequence {Sequence}) by {By}: {Reason}",
            act,
            student,
            champion.Sequence,
            by,
            reason);
        return champion;
    }

    private static ChampionChangedException Conflict(string student, Champion? winner, long expectedSequence) => new(
        $"Student {student} was not put into service: the decision was made against champion number {expectedSequence}, but now "
        + (winner is null ? "there is none." : $"student {winner.Student} is in service (number {winner.Sequence}, by {winner.By})."));
}

/// <summary>A loaded student and how it came to serve.</summary>
/// <param name="Student">Its id.</param>
/// <param name="Session">It, loaded; the receiver disposes it.</param>
/// <param name="Champion">The champion with its ETag, which names this student unless there is a fault.</param>
/// <param name="Fault">Why the champion itself cannot serve and a predecessor does; null as a rule.</param>
public sealed record StudentInService(string Student, StudentSession Session, Versioned<Champion> Champion, string? Fault);
