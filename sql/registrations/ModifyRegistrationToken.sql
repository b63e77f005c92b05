/* @name ModifyRegistrationToken */
-- The token of the link that is mailed now; a link that was mailed for the same attempt before is worth nothing from now on.
UPDATE registrations
SET token_hash = :tokenHash!
WHERE id = :id!;
