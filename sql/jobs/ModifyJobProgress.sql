/* @name ModifyJobProgress */
-- How far a run is. The count is 0 when the run is not the job's any more.
UPDATE jobs
SET progress = :progress!,
  progress_note = :note
WHERE id = :id!
  AND runs = :run!
  AND state = 'running';
