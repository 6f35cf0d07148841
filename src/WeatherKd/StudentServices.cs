using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WeatherKd.Forecasting;
using WeatherKd.Forecasting.Archive;
using WeatherKd.Forecasting.FromTeacher;
using WeatherKd.Ingestion;
using WeatherKd.Registration;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Steps;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Settings;
using WeatherKd.Students;
using WeatherKd.Verification.Gate;
using WeatherKd.Verification;
using WeatherKd.Watch;

namespace WeatherKd;

/// <summary>Puts together what a student's life consists of: registry, verification, service, watch.</summary>
internal static class StudentServices
{
    public static IServiceCollection AddStudents(this IServiceCollection services, IConfiguration configuration) => services
        .AddSettings<VerificationOptions>(configuration, "Verification")
        .AddSettings<PromotionOptions>(configuration, "Promotion")
        .AddSingleton<StudentRegistry>()
        .AddSingleton<StudentVerification>()
        .AddSettings<ArchiveOptions>(configuration, "Archive")
        .AddSettings<WatchOptions>(configuration, "Watch")
        .AddSettings<RetentionOptions>(configuration, "Retention")
        .AddSettings<RetrainingPolicyOptions>(configuration, "RetrainingPolicy")
        .AddSingleton<TeacherErrorStore>()
        .AddSingleton<TeacherForecasts>()
        .AddSingleton<ForecastArchive>()
        .AddSingleton<IIssuedForecastSink>(p => p.GetRequiredService<ForecastArchive>())
        .AddSingleton<ShadowForecasts>()
        .AddSingleton<IIssuedForecastSink>(p => p.GetRequiredService<ShadowForecasts>())
        .AddSingleton<WithheldForecasts>()
        .AddSingleton<IIssuedForecastSink>(p => p.GetRequiredService<WithheldForecasts>())
        .AddSingleton<ArchiveReader>()
        .AddSingleton<RollingSkill>()
        .AddImplementationsOf<IWatcher>()
        .AddSingleton(p => new AlarmWebhook(
            new HttpClient { Timeout = TimeSpan.FromSeconds(10) },
            p.GetRequiredService<IOptions<WatchOptions>>(),
            p.GetRequiredService<ILogger<AlarmWebhook>>()))
        .AddSingleton<LastSeen>()
        .AddSingleton<WatchRound>()
        .AddSingleton<Watchkeeping>()
        .AddSingleton<Retention>()
        .AddSingleton<EndedWorkflows>()
        .AddSingleton<HistoryFolder>()
        .AddSingleton<HistoryBackfill>()
        .AddSingleton<QuarantineReading>()
        .AddSingleton<RequestedRetraining>()
        .AddSingleton<RetrainingPolicy>()
        .AddSingleton<FirstStudent>()
        .AddSingleton<IStep<StudentRegistration, RegisteredStudent>, RegisterStudentStep>()
        .AddSingleton<IStep<StudentExamination, StudentVerdict>, VerifyStudentStep>()
        .AddSingleton<IStep<VerdictToApply, RetrainingOutcome>, ApplyVerdictStep>();
}
