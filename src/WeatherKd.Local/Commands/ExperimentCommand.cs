using System.CommandLine;
using WeatherKd.Local.Terminal;

namespace WeatherKd.Local.Commands;

/// <summary><c>weatherkd experiment</c>: the training program's own command of that name, options and all.</summary>
internal static class ExperimentCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("experiment", "Compare students with and without a teacher; 'experiment -- --help' lists its options.") { TreatUnmatchedTokensAsErrors = false }
            .WithExamples("weatherkd experiment --data DIR", "weatherkd experiment --data DIR --epochs 80 --seeds 3 --json");
        command.SetGuardedAction(async (parsed, cancellationToken) =>
            (await TrainerProgram.RunAsync(["experiment", .. parsed.UnmatchedTokens], capture: false, cancellationToken)).ExitCode);
        return command;
    }
}
